import { expectFindings, fixed } from './testing';

const prompt = (rest: string, template = '{{name}}') =>
  `---\ninput:\n  schema:\n    name?: string\n    at?(object): { city: string }\n${rest}\n---\n${template}`;
const found = (rest: string, template?: string) => expectFindings('unknown-input', prompt(rest, template));

it.each([
  ['  default: { «nmae»: Ada }', 'The input has no `nmae`. Did you mean `name`?'],
  ['  default: { name: Ada, «names»: Bob }', 'The input has no `names`.'],
  ['  default: { at: { «cty»: Rome, city: x } }', '`at` has no `cty`.'],
  ['prompthub.tests: [{ vars: { «nmae»: Ada } }]', 'The input has no `nmae`. Did you mean `name`?'],
  ['prompthub.tests: [{ vars: { at: { «towns»: x } } }]', '`at` has no `towns`.'],
])('%s', (rest, message) => expect(found(rest)).toMatchObject([{ message, severity: 'warning' }]));

it('is none where the template reads a name that has only a default', () => {
  found('  default: { extra: x }', '{{extra}}');
});

it('is none where every name is allowed', () => {
  expectFindings(
    'unknown-input',
    '---\ninput: { default: { a: 1 } }\nprompthub.tests: [{ vars: { b: 1 } }]\n---\n{{a}}',
  );
  expectFindings('unknown-input', '---\ninput: { schema: { (*): any }, default: { a: 1 } }\n---\n{{a}}');
});

it('offers the name that was meant, or to remove it', () => {
  expect(fixed('unknown-input', prompt('  default: { nmae: Ada }'))).toBe(prompt('  default: { name: Ada }'));
  expect(fixed('unknown-input', prompt('  default: { name: A, zzz: B }'), { title: 'Remove' })).toBe(
    prompt('  default: { name: A }'),
  );
});
