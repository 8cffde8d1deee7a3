import fc from 'fast-check';
import { decodeSource, MAX_SOURCE_BYTES, MAX_SOURCE_LENGTH, unreadable } from './source-text';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a text', () => {
  it('of a million characters is readable, a longer one is too large', () => {
    expect(unreadable('x'.repeat(MAX_SOURCE_LENGTH))).toBeUndefined();
    expect(unreadable('x'.repeat(MAX_SOURCE_LENGTH + 1))).toMatchObject({ code: 'file-too-large' });
  });

  it('with a NUL is binary, and the NUL is pointed at', () => {
    expect(unreadable('GIF\0x\0')).toMatchObject({ code: 'binary-file', range: { start: 3, end: 4 } });
  });
});

describe('bytes', () => {
  it('of a valid text give that text, byte order mark and literal U+FFFD too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const text = `\uFEFF${any}\uFFFD`.toWellFormed();
        expect(decodeSource(encode(text))).toEqual({ text, isLossless: true });
      }),
    );
  });

  it('that are not UTF-8 become U+FFFD, and it is said that they are lost', () => {
    expect(decodeSource(new Uint8Array([0x61, 0xc3, 0x28]))).toEqual({ text: 'a\uFFFD(', isLossless: false });
  });

  it.each([
    ['three bytes for a character', encode('€')],
    ['bytes that are not UTF-8', new Uint8Array([0xf0, 0x90, 0x80])],
    ['surrogate pairs', encode('😀')],
  ])('in more than the limit are too large when cut there: %s', (_what, unit) => {
    const bytes = new Uint8Array(MAX_SOURCE_BYTES + 1);
    for (let at = 0; at < bytes.length; at++) bytes[at] = unit[at % unit.length] ?? 0;
    expect(unreadable(decodeSource(bytes).text)).toMatchObject({ code: 'file-too-large' });
  });
});
