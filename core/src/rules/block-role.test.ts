import { expectFindings, fixed } from './testing';

const finds = (marked: string) => expectFindings('block-role', marked);

describe('block-role', () => {
  it('reports helpers without a body that are used as blocks', () => {
    finds('«{{#role "system"}}»Be kind.{{/role}}');
    finds('«{{#section "a"}}»x{{/section}} «{{#history}}»{{/history}} «{{#json this}}»x{{/json}}');
    finds('{{#if a}}«{{#role "model"}}»x{{/role}}{{/if}}');
  });

  it('leaves real blocks alone', () => {
    finds('{{#if role}}{{role "user"}}{{/if}}{{#user.role}}x{{/user.role}}{{#each section}}x{{/each}}');
  });

  it('makes a plain role of it', () => {
    expect(fixed('block-role', '{{#role "system"}}\nBe kind.\n{{/role}}\n')).toBe(
      '{{role "system"}}\nBe kind.\n\n',
    );
    expect(fixed('block-role', '{{#section "a"}}b{{/section}}c')).toBe('{{section "a"}}bc');
  });

  it('keeps what follows out of the role', () => {
    expect(fixed('block-role', '{{#role "system"}}A{{/role}}B')).toBe('{{role "system"}}A{{role "user"}}B');
    expect(fixed('block-role', '{{#role "system"}}A{{/role}} {{#role "user"}}B{{/role}}')).toBe(
      '{{role "system"}}A {{#role "user"}}B{{/role}}',
    );
  });
});
