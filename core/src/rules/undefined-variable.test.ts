import { expectFindings, fixed, promptWith } from './testing';

const finds = (marked: string) => expectFindings('undefined-variable', marked);

describe('undefined-variable', () => {
  it('reports names that the schema does not have', () => {
    finds(promptWith('name: string', '{{«nmae»}} {{name}} {{#if «x»}}{{@root.«y»}}{{/if}} {{json «z».a}}'));
    finds(promptWith('xs(array): string', '{{#each xs}}{{../«y»}}{{this}}{{/each}}'));
    finds(promptWith('a?: string', '{{#each «bs» as |b|}}{{b.c}}{{b}}{{@index}}{{/each}}'));
  });

  it('is silent without a schema, for open schemas, defaults, data and block parameters', () => {
    finds('{{anything}}');
    finds(promptWith('(*): string', '{{anything}}'));
    finds('---\ninput:\n  schema: Ticket\n---\n{{anything}}');
    finds('---\ninput:\n  schema: { a: string }\n  default: { b: x }\n---\n{{a}}{{b}}{{@user.id}}');
  });

  it('is silent while something cannot be read', () => {
    finds('---\ninput:\n  schema:\n    a: string\n  x: y: z\n---\n{{b}}');
    finds(promptWith('a: string', '{{«b»}}{{#if'));
  });

  it('suggests the nearest name, and to declare it', () => {
    const source = promptWith('name: string', '{{nmae}}');
    expect(fixed('undefined-variable', source)).toBe(promptWith('name: string', '{{name}}'));
    expect(fixed('undefined-variable', source, { title: 'Add' })).toBe(
      promptWith('nmae: any\nname: string', '{{nmae}}'),
    );
    expect(fixed('undefined-variable', '---\ninput: {schema: {a: string}}\n---\n{{a}}{{zz}}')).toBe(
      '---\ninput: {schema: { zz: any,a: string}}\n---\n{{a}}{{zz}}',
    );
  });
});
