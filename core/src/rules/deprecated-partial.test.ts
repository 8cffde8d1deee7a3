import { expectFindings, fixed } from './testing';

const partials = {
  old: '---\nprompthub.meta: { stability: deprecated, replacedBy: new }\n---\nHi',
  lost: '---\nprompthub.meta: { stability: deprecated, replacedBy: gone }\n---\nHi',
  ended: '---\nprompthub.meta: { stability: deprecated }\n---\nHi',
  draft: '---\nprompthub.meta: { stability: draft }\n---\nHi',
  plain: 'Hi',
  new: 'Hello',
};

it('is reported where it is included, with the place that says so', () => {
  const found = expectFindings(
    'deprecated-partial',
    '{{>«old»}}{{>«lost»}}{{>«ended»}}{{>draft}}{{>plain}}{{>none}}',
    {
      partials,
    },
  );
  expect(found.map(({ message }) => message)).toEqual([
    'The partial `old` is deprecated. Use `new`.',
    'The partial `lost` is deprecated. Use `gone`.',
    'The partial `ended` is deprecated.',
  ]);
  expect(found[0]).toMatchObject({ severity: 'info', tags: ['deprecated'] });
  const [related] = found[0]?.related ?? [];
  expect(related?.partial).toBe('old');
  expect(partials.old.slice(related?.range.start, related?.range.end)).toBe('deprecated');
});

it('is replaced by what it says, where that exists', () => {
  expect(fixed('deprecated-partial', '{{>old}}', { partials })).toBe('{{>new}}');
  expect(() => fixed('deprecated-partial', '{{>lost}}', { partials })).toThrow(/no such fix/);
});
