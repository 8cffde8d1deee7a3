import { expectFindings, fixed } from './testing';

describe('partial-frontmatter', () => {
  it('reports the frontmatter of a partial', () => {
    expectFindings('partial-frontmatter', '«---»\nmodel: x\n---\nHi', { fileName: '_sig.prompt' });
    expectFindings('partial-frontmatter', '---\nmodel: x\n---\nHi', { fileName: 'sig.prompt' });
    expect(fixed('partial-frontmatter', '---\nmodel: x\n---\nHi', { fileName: '_sig.prompt' })).toBe('Hi');
  });

  it('reports the use of such a partial', () => {
    expectFindings('partial-frontmatter', '{{>«sig»}}{{>ok}}', {
      partials: { sig: '---\nmodel: x\n---\nHi', ok: 'Hi' },
    });
  });
});
