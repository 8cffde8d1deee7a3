import { check } from '../check';
import { expectFindings, fixed } from './testing';

describe('template-syntax', () => {
  it('is an error at each place', () => {
    const { diagnostics } = check('{{#if a}}\n{{b\n{{/with}}');
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toContainEqual([
      'template-syntax',
      'error',
    ]);
  });

  it.each([
    ['{{#if a}}b', '{{#if a}}b{{/if}}'],
    ['{{#if a}}\nb', '{{#if a}}\nb\n{{/if}}'],
    ['{{#if a}}b{{/each}}', '{{#if a}}b{{/if}}'],
    ['a{{/if}}b', 'ab'],
    ['a{{else}}b', 'ab'],
    ['{{xs.0}}', '{{xs.[0]}}'],
    ['{{json xs[0]}}', '{{json xs.[0]}}'],
    ['{{#if ../xs[0].name}}a{{/if}}', '{{#if ../xs.[0].name}}a{{/if}}'],
    ['{{user["name"]}}', '{{user.name}}'],
    ["{{user['first name']}}", '{{user.[first name]}}'],
    ['{{#if a == "b c"}}x{{else}}y{{/if}}', '{{#ifEquals a "b c"}}x{{else}}y{{/ifEquals}}'],
    ['{{~# if u.n===3 ~}}x{{~/if~}}', '{{~#ifEquals u.n 3 ~}}x{{~/ifEquals~}}'],
    ['{{#if a != @root.b}}x{{/if}}', '{{#unlessEquals a @root.b}}x{{/unlessEquals}}'],
    ['{{#if !a}}x{{/if}}', '{{#unless a}}x{{/unless}}'],
    ['{{#if a}}x{{else if b == 1}}y{{/if}}', '{{#if a}}x{{else ifEquals b 1}}y{{/if}}'],
    ['{{#if a}}x{{else if !b}}y{{/if}}', '{{#if a}}x{{else unless b}}y{{/if}}'],
  ])('repairs %j', (source, after) => {
    expect(fixed('template-syntax', source)).toBe(after);
    expect(check(after).diagnostics.filter(({ code }) => code === 'template-syntax')).toEqual([]);
  });

  it.each([
    ['{{#if age «>=» 18}}a{{/if}}', 'Handlebars has no operator `>=`'],
    ['{{#if a «&&» b}}a{{/if}}', 'put one `{{#if}}` into the other'],
    ['{{a «||» "b"}}', '`{{#if a}}…{{else if b}}…{{/if}}`'],
    ['{{#if (a «<» 3)}}a{{/if}}', 'pass the result as an input'],
    ['{{#if b}}{{a «|» upper}}{{/if}}', 'no filters'],
    ['{{a «+» b}}', 'no operator `+`'],
    ['{{xs«[i]»}}', '`lookup xs i`'],
    ['{{name.trim«(»)}}', 'without parentheses'],
    ['{{json«"a"»}}', 'A blank is missing'],
  ])('%s: %s', (marked, message) => {
    const [found] = expectFindings('template-syntax', marked);
    expect(found?.message).toContain(message);
    expect(found?.fixes).toEqual([]);
  });
});
