import { check } from '../check';
import { expectFindings, fixed } from './testing';

const source = (template: string) => `---
input:
  schema:
    tone?: string
  default:
    «tone»: friendly
---
${template}`;

describe('ignored-default', () => {
  it('is a hint at each default', () => {
    const [found] = expectFindings('ignored-default', source('Be {{tone}}.'));
    expect(found?.severity).toBe('hint');
  });

  it('can move the default into the template', () => {
    const after = fixed('ignored-default', source('Be {{tone}}.').replace(/[«»]/g, ''));
    expect(after).toBe(
      '---\ninput:\n  schema:\n    tone?: string\n---\nBe {{#if tone}}{{tone}}{{else}}friendly{{/if}}.',
    );
  });

  it('offers no repair where the variable is more than printed', () => {
    const text = source('{{#if tone}}Be {{tone}}.{{/if}}').replace(/[«»]/g, '');
    expect(check(text).diagnostics.map(({ fixes }) => fixes)).toEqual([[]]);
  });

  it('leaves a default for an input that there is not to the rule about those', () => {
    const text = source('Be {{tone}}.').replace('«tone»: friendly', 'tnoe: friendly');
    expect(check(text).diagnostics.map(({ code }) => code)).toEqual(['unknown-input']);
    const used = source('Be {{extra}}.').replace('«tone»: friendly', 'extra: friendly');
    expect(check(used).diagnostics.map(({ code }) => code)).toContain('ignored-default');
  });
});
