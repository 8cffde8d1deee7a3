import { bytePieces } from './byte-pieces';

test.each([0, 1, 600_000])(
  'of a file of %d bytes all is given, and others have a turn after each piece',
  async (size) => {
    const content = Buffer.from(Array.from({ length: size }, (_, at) => at % 251));
    const given: Uint8Array[] = [];
    let turns = 0;
    for await (const piece of bytePieces(content)) {
      expect(turns).toBe(given.length);
      given.push(piece);
      setImmediate(() => turns++);
    }
    expect(Buffer.concat(given).equals(content)).toBe(true);
    expect(turns).toBe(Math.ceil(size / 2 ** 18));
  },
);
