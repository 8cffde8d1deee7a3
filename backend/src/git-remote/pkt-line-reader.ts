import { ByteReader } from './byte-reader';
import { badGitRequest } from './git-problems';

/** Marks between lines, and the end of the request. */
export type Mark = 'flush' | 'delimiter' | 'end';

/** Reads a request line by line. */
export class PktLineReader {
  readonly bytes: ByteReader;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.bytes = new ByteReader(chunks);
  }

  /** The next line without its line break, or a mark in an object of its own, so that no text can pass for one. */
  async next(): Promise<string | { mark: Mark }> {
    const head = await this.bytes.take(4);
    if (head === undefined) return { mark: 'end' };
    const digits = head.toString('latin1');
    if (!/^[0-9a-f]{4}$/i.test(digits)) throw badGitRequest('it is not in lines of the Git protocol');
    const length = Number.parseInt(digits, 16);
    if (length === 0) return { mark: 'flush' };
    if (length === 1) return { mark: 'delimiter' };
    if (length < 4) throw badGitRequest(`"${digits}" is no length of a line`);
    if (length === 4) return '';
    const payload = await this.bytes.take(length - 4);
    if (payload === undefined) throw badGitRequest('it ends in the middle of a line');
    return payload.toString('utf8').replace(/\n$/, '');
  }

  /** Lines until a mark. @throws ProblemError 400 when there are more than `most`. */
  async section(most: number): Promise<{ lines: string[]; mark: Mark }> {
    const lines: string[] = [];
    for (;;) {
      const next = await this.next();
      if (typeof next !== 'string') return { lines, mark: next.mark };
      if (lines.length === most) throw badGitRequest(`it has more than ${most} lines`);
      lines.push(next);
    }
  }
}
