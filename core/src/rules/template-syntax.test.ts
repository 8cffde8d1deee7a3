import { check } from '../check';
import { fixed } from './testing';

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
  ])('repairs %j', (source, after) => {
    expect(fixed('template-syntax', source)).toBe(after);
    expect(check(after).diagnostics.filter(({ code }) => code === 'template-syntax')).toEqual([]);
  });
});
