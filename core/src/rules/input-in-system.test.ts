import { check } from '../check';
import { expectFindings, fixed } from './testing';

const lint = { 'input-in-system': 'warning' } as const;
const schema = '{ s: string, o: { s: string }, l(array): string, e(enum): [a], n: integer, any: any }';
const prompt = (template: string) => `---\ninput: { schema: ${schema} }\n---\n${template}`;
const found = (template: string) => expectFindings('input-in-system', prompt(template), { lint });

it.each([
  '{{role "system"}}Hi «{{s}}» and «{{o.s}}»{{role "user"}}{{s}}',
  '{{role "system"}}{{#each l}}«{{this}}»{{/each}}',
  '{{#if s}}{{role "system"}}«{{s}}»{{/if}}{{s}}',
  '{{role "system"}}{{#if s}}{{role "user"}}{{s}}{{/if}}{{s}}',
  '{{role "system"}}{{history}}{{s}}',
  '{{role "system"}}{{e}}{{n}}{{any}}{{unknown}}{{@first}}{{json s}}',
  '{{role "system"}}<s>{{s}}</s><x a="b">\n{{s}}\n</x> "{{s}}" `{{o.s}}`',
  '{{role "system"}}<s>«{{s}}»</p> "«{{s}}»',
  '{{s}}',
])('%s', (template) => void found(template));

it('says nothing until it is asked', () => {
  expect(check(prompt('{{role "system"}}{{s}}')).diagnostics.map(({ code }) => code)).not.toContain(
    'input-in-system',
  );
});

it('puts marks around it', () => {
  const source = prompt('{{role "system"}}Hi {{o.s}}!');
  expect(fixed('input-in-system', source, { lint })).toBe(prompt('{{role "system"}}Hi <s>{{o.s}}</s>!'));
});
