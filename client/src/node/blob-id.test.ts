import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { blobId } from './blob-id';

it('computes the ids that git computes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const id = execFileSync('git', ['hash-object', '--stdin'], { input: bytes }).toString().trim();
      expect(blobId(bytes)).toBe(id);
    }),
    { numRuns: 15 },
  );
});
