import { differenceDetail } from './difference-detail';

const sentences = (...all: string[]) => all.map((sentence) => ({ kind: 'setting', sentence }));

test.each([
  [{ changes: [], patch: '' }, 'Only its layout.'],
  [{ changes: sentences('A.', 'B.'), patch: '' }, 'A. B.'],
  [{ changes: sentences('A.', 'B.', 'C.', 'D.', 'E.'), patch: '' }, 'A. B. C. And 2 more.'],
  [{ patch: '--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n-old\n+new\n+more\n same\n' }, '2 lines added, 1 taken out'],
])('%j means: %s', (file, detail) => expect(differenceDetail(file)).toBe(detail));
