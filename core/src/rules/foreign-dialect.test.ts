import { check } from '../check';
import { expectFindings } from './testing';

describe('foreign-dialect', () => {
  it.each([
    '«Hi {{ .Name }} {{ bad»\n{{ x y',
    '---\ntemperature: 1\nmodel: x: y\n---\n«{% if x %}»\n{{ bad',
    '«<System>»\nBe kind\n</System>',
    '«name: a»\nmessages: [{role: system}]',
    '«You are kind.»\n',
  ])('is all that is said about %j', (marked) => {
    const [found] = expectFindings('foreign-dialect', marked);
    expect(found?.severity).toBe('info');
    expect(
      check(marked.replace(/[«»]/g, ''), { fileName: 'a.b.c.prompt', partials: {} }).diagnostics,
    ).toHaveLength(1);
  });

  it('says nothing about Dotprompt', () => {
    expectFindings('foreign-dialect', '---\nmodel: x\n---\nHi');
    expectFindings('foreign-dialect', '');
  });
});
