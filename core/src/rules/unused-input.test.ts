import { expectFindings, fixed, promptWith } from './testing';

const finds = (marked: string, partials?: Record<string, string>) =>
  expectFindings('unused-input', marked, partials ? { partials } : {});

describe('unused-input', () => {
  it('reports what no part of the template reads', () => {
    const [found] = finds(promptWith('name: string\n«tone?»: string, how', 'Hi {{name}}'));
    expect(found?.tags).toEqual(['unnecessary']);
    finds(
      promptWith('a: string\nb(array): string\nc: { d: string }', '{{#each b}}{{../a}}{{/each}}{{json c}}'),
    );
  });

  it('counts what partials read', () => {
    finds(promptWith('a: string\n«b»: string', '{{>p}}'), { p: '{{>q}}', q: '{{#if a}}x{{/if}}' });
    finds(promptWith('a: string\n«b»: string', '{{>p b=1}}'), { p: '{{a}}{{b}}' });
    finds(promptWith('a: { x: string }\nb: string', '{{>p a}}'), { p: '{{x}}{{@root.b}}' });
    finds(promptWith('a: string', '{{>unknown}}'));
  });

  it('is silent when everything may be read', () => {
    finds(promptWith('a: string', '{{json this}}'));
    finds(promptWith('a: string', '{{#each @root}}{{this}}{{/each}}'));
    finds(promptWith('a: string', '{{#if'));
  });

  it.each([
    [promptWith('a: string\nb: string', '{{a}}'), promptWith('a: string', '{{a}}')],
    [
      promptWith('b(object):\n  c: string\n  d: string\na: string', '{{a}}'),
      promptWith('a: string', '{{a}}'),
    ],
    [
      '---\ninput: { schema: { a: string, b: string } }\n---\n{{a}}',
      '---\ninput: { schema: { a: string } }\n---\n{{a}}',
    ],
    [
      '---\ninput: { schema: { b: string, a: string } }\n---\n{{a}}',
      '---\ninput: { schema: { a: string } }\n---\n{{a}}',
    ],
    [
      '---\ninput:\n  schema:\n    a: string\n    b: string\n  default:\n    b: x\n---\n{{a}}',
      '---\ninput:\n  schema:\n    a: string\n---\n{{a}}',
    ],
  ])('removes it from %j', (source, after) => {
    expect(fixed('unused-input', source)).toBe(after);
  });
});
