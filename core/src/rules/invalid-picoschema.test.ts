import { expectFindings, fixed, promptWith } from './testing';

describe('invalid-picoschema', () => {
  it('reports the key or the value that is wrong, in input and output', () => {
    const found = expectFindings(
      'invalid-picoschema',
      '---\ninput:\n  schema:\n    a: «string[], list»\n    «b (array)»: string\n    c: { d: «Int» }\noutput:\n  schema: [«a»]\n---\n{{a}}{{c}}'.replace(
        '[«a»]',
        '«[a]»',
      ),
    );
    expect(found.map(({ severity }) => severity)).toEqual(['error', 'warning', 'error', 'error']);
  });

  it.each([
    ['a: string[], list', 'a(array, list): string'],
    ['a (array): string', 'a(array): string'],
    ['a: Int', 'a: integer'],
    ['a?:', 'a?: any'],
    ['"a(List, x: y)": string', '"a(array, x: y)": string'],
  ])('repairs %j', (before, after) => {
    expect(fixed('invalid-picoschema', promptWith(before, '{{a}}'))).toBe(promptWith(after, '{{a}}'));
  });
});
