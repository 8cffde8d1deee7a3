import { defaultSettings, parseSettings } from './settings';

test('nothing, or nonsense, gives the defaults', () => {
  expect(parseSettings(undefined)).toEqual(defaultSettings);
  expect(parseSettings('x')).toEqual(defaultSettings);
  expect(
    parseSettings({
      lint: 3,
      profile: 'x',
      run: { timeoutSeconds: -1 },
      test: null,
      inlineValues: { enabled: 'no' },
      inlayHints: { tokens: 1 },
    }),
  ).toEqual(defaultSettings);
});

test('good values are taken and bad ones beside them are not', () => {
  const settings = parseSettings({
    lint: { 'unused-input': 'off', x: 'loud' },
    profile: 'genkit',
    test: { concurrency: 9 },
  });
  expect(settings).toMatchObject({
    lint: { 'unused-input': 'off' },
    profile: 'genkit',
    test: { concurrency: 9 },
  });
  expect(settings.lint).not.toHaveProperty('x');
});
