import type { CheckOptions } from '../options';
import { expectFindings, fixed } from './testing';

const options: CheckOptions = {
  settings: [
    { names: ['temperature'], ranges: { acme: [0, 1] } },
    {
      names: ['maxOutputTokens', 'max_tokens'],
      whole: true,
      ranges: { acme: [1, Infinity] },
      limitsOutput: true,
    },
  ],
  models: [{ id: 'small', provider: 'acme', maxOutputTokens: 100 }],
};
const prompt = (model: string, config: string) => `---\nmodel: ${model}\nconfig: ${config}\n---\nHi {{x}}`;
const found = (model: string, config: string) =>
  expectFindings('invalid-setting', prompt(model, config), options);

it.each([
  ['acme/small', '{ temperature: «1.5» }', '`temperature` goes from 0 to 1 at acme.'],
  ['acme/new', '{ temperature: «-1» }', '`temperature` goes from 0 to 1 at acme.'],
  ['small', '{ temperature: «2», max_tokens: 100 }', '`temperature` goes from 0 to 1 at acme.'],
  ['acme/small', '{ max_tokens: «101» }', '`small` writes at most 100 tokens.'],
  ['acme/other', '{ max_tokens: «0» }', '`max_tokens` goes from 1 up at acme.'],
  ['other/x', '{ max_tokens: «1.5» }', '`max_tokens` must be a whole number.'],
  ['other/x', '{ temperature: «hot» }', '`temperature` must be a number.'],
])('%s: %s', (model, config, message) => {
  expect(found(model, config)).toMatchObject([{ message, severity: 'warning' }]);
});

it.each([
  ['acme/small', '{ temperature: 1, maxOutputTokens: 100 }'],
  ['other/x', '{ temperature: 11, max_tokens: 1000 }'],
  ['unknown', '{ temperature: 11 }'],
  ['acme/small', '{ temperature: , own: {} }'],
  ['acme/small', 'low'],
  ['[]', '{ temperature: 11 }'],
])('says nothing of %s: %s', (model, config) => void found(model, config));

it('goes to the nearest value, or takes the quotes away', () => {
  const repaired = (config: string) => fixed('invalid-setting', prompt('acme/small', config), options);
  expect(repaired('{ temperature: 1.5 }')).toBe(prompt('acme/small', '{ temperature: 1 }'));
  expect(repaired('{ max_tokens: 500 }')).toBe(prompt('acme/small', '{ max_tokens: 100 }'));
  expect(repaired('{ temperature: "0.5" }')).toBe(prompt('acme/small', '{ temperature: 0.5 }'));
});
