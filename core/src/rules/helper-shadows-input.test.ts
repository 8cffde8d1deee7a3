import { expectFindings, fixed, promptWith } from './testing';

const finds = (marked: string) => expectFindings('helper-shadows-input', marked);

describe('helper-shadows-input', () => {
  it('reports a bare name that is both helper and variable', () => {
    finds(promptWith('role: string', 'You are a {{«role»}}.'));
    finds(promptWith('people(array): { role: string }', '{{#each people}}{{«role»}}{{/each}}'));
  });

  it('reports the declaration when nothing tries to read it', () => {
    finds(promptWith('«history»: string', 'Hi'));
  });

  it('leaves alone what does read the variable, and real calls of the helper', () => {
    finds(promptWith('role: string', '{{role "user"}}{{this.role}}'));
    finds(promptWith('user: { role: string }', '{{user.role}}'));
    finds(promptWith('json(array): string', '{{#each json}}{{this}}{{/each}}'));
    finds('{{#each people as |role|}}{{role}}{{/each}}');
  });

  it('writes this. before it', () => {
    expect(fixed('helper-shadows-input', promptWith('role: string', '{{role}}'))).toContain('{{this.role}}');
  });
});
