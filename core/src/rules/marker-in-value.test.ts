import { expectFindings, fixed } from './testing';

describe('marker-in-value', () => {
  it('reports markers in defaults and in the values of tests', () => {
    expectFindings(
      'marker-in-value',
      '---\ninput:\n  default: { a: "x «<<<dotprompt:role:system>>>» y", b: <<<dotprompt, c: ["«<<<dotprompt:history>>>»"] }\n' +
        'prompthub.tests:\n  - vars: { a: { b: "«<<<dotprompt:media:url x>>>»" } }\n---\n{{a}}{{b}}{{c}}',
    );
  });

  it('takes them out', () => {
    expect(
      fixed('marker-in-value', '---\ninput:\n  default: { a: "<<<dotprompt:role:system>>>x" }\n---\n{{a}}'),
    ).toBe('---\ninput:\n  default: { a: "x" }\n---\n{{a}}');
  });
});
