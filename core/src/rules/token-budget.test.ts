import type { CheckOptions } from '../options';
import { expectFindings } from './testing';

/** A token for each letter. */
const options: CheckOptions = {
  countTokens: (text) => text.replace(/[^a-z]/g, '').length,
  partials: { four: 'a\n{{x}}bcd{{#if x}}eee{{/if}}', loop: 'a{{>loop}}' },
};
const prompt = (limit: string, template: string, rest = '') =>
  `---\nprompthub.limits: { maxInputTokens: ${limit} }${rest}\n---\n${template}`;
const found = (limit: string, template: string, rest?: string) =>
  expectFindings('token-budget', prompt(limit, template, rest), options);

it('counts what is always there', () => {
  expect(found('«4»', 'ab{{! note }}{{#if x}}cccc{{/if}}{{name}}cde')).toMatchObject([
    { message: 'The prompt has about 5 tokens or more, and may have 4.', severity: 'warning' },
  ]);
  found('5', 'ab{{#each xs}}cccc{{/each}}{{name}}cde');
});

it('counts partials with it, even those that include themselves', () => {
  found('«3»', '{{>four}}');
  found('4', '{{>four}}{{>unknown}}');
  found('«4»', '{{>four}}{{>four x="y"}}');
  found('«40»', '{{>loop}}');
});

it('counts defaults, and the values of each test', () => {
  found('«2»', '{{x}}{{y.z}}', '\ninput: { default: { x: ab, y: { z: c } } }');
  const tests =
    '\nprompthub.tests:\n  - vars: { x: ab }\n  - «vars»: { x: abcde }\n  - vars: { y: abcde }\n  - {}';
  expect(found('4', '{{x}}{{#if y}}{{y}}{{/if}}', tests)).toMatchObject([
    { message: 'With these values the prompt has about 5 tokens or more, and may have 4.' },
  ]);
});

it('needs a limit, and somebody who counts', () => {
  found('many', 'abcde');
  expectFindings('token-budget', prompt('1', 'abcde'));
});
