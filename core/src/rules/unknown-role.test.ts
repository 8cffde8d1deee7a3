import { expectFindings, fixed } from './testing';

describe('unknown-role', () => {
  it('reports every role but the four', () => {
    expectFindings(
      'unknown-role',
      '{{role «"System"»}}{{role "system"}}{{role "user"}}{{role "model"}}{{role "tool"}}{{role «"assistant"»}}{{role x}}',
    );
  });

  it.each([
    ['System', 'system'],
    ['assistant', 'model'],
    ['human', 'user'],
    ['sytem', 'system'],
    ['developer', 'system'],
  ])('repairs %s to %s', (wrong, right) => {
    expect(fixed('unknown-role', `{{role "${wrong}"}}Hi`)).toBe(`{{role "${right}"}}Hi`);
  });
});
