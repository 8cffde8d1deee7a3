import { expectFindings } from './testing';

describe('partial-cycle', () => {
  it('names the whole circle', () => {
    const [found] = expectFindings('partial-cycle', '{{>«a»}}{{>c}}', {
      partials: { a: '{{>b}}', b: '{{>a}}', c: 'fine' },
    });
    expect(found).toMatchObject({ severity: 'error', message: expect.stringContaining('a → b → a') });
  });

  it('finds it from inside of a partial', () => {
    expectFindings('partial-cycle', '{{>«b»}}', {
      fileName: 'x/_a.prompt',
      partials: { a: '', b: '{{>a}}' },
    });
    expectFindings('partial-cycle', '{{>b}}', {
      fileName: '_z.prompt',
      partials: { z: '', a: '{{>b}}', b: '{{>a}}' },
    });
  });

  it('finds a partial that includes itself', () => {
    expectFindings('partial-cycle', '{{>«a»}}', { partials: { a: 'x{{>a}}' } });
  });

  it('warns only, when a block may end the circle', () => {
    const [found] = expectFindings('partial-cycle', '{{>«a»}}', {
      partials: { a: '{{#if more}}{{>a more}}{{/if}}' },
    });
    expect(found?.severity).toBe('warning');
  });
});
