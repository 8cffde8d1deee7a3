import { mapSettings } from './model-settings';
import { SETTING_RANGES } from './setting-ranges';

const named = SETTING_RANGES.flatMap((setting) => setting.names.map((name) => ({ name, setting })));

test.each(named)('$name is a number to the wire as well', ({ name, setting }) => {
  expect(() => mapSettings({ [name]: 'much' }, 'openai-compatible')).toThrow(/wrong value/);
  const fraction = () => mapSettings({ [name]: 1.5 }, 'openai-compatible');
  if (setting.whole) expect(fraction).toThrow(/wrong value/);
  else expect(fraction).not.toThrow();
});

test.each(named)('$name has ranges that begin below their end', ({ setting }) => {
  for (const [least, greatest] of Object.values(setting.ranges)) expect(least).toBeLessThan(greatest);
});
