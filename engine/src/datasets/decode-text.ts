import { UnreadableDataError, type DatasetInput } from './dataset';

type Decoder = InstanceType<typeof TextDecoder>;

/** The text of a file, piece by piece, without a byte order mark, which says how it is encoded. Throws UnreadableDataError. */
export async function* decodeText(input: DatasetInput): AsyncGenerator<string> {
  if (typeof input === 'string') {
    yield input.replace(/^\uFEFF/, '');
    return;
  }
  let decoder: Decoder | undefined;
  let line = 1;
  let start: Uint8Array = new Uint8Array();
  for await (const bytes of input) {
    let piece = bytes;
    if (!decoder) {
      // A mark may be cut in two.
      start = piece = start.length === 0 ? bytes : Buffer.concat([start, bytes]);
      if (start.length < 3) continue;
      decoder = decoderFor(start);
    }
    const text = decode(decoder, piece, line);
    line += text.split('\n').length - 1;
    yield text;
  }
  const rest = decoder ? new Uint8Array() : start;
  decoder ??= decoderFor(start);
  const text = decode(decoder, rest, line, true);
  if (text !== '') yield text;
}

function decoderFor([first, second]: Uint8Array): Decoder {
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true });
}

function decode(decoder: Decoder, bytes: Uint8Array, line: number, last = false): string {
  let text: string;
  try {
    text = decoder.decode(bytes, { stream: !last });
  } catch {
    const [before = ''] = new TextDecoder(decoder.encoding).decode(bytes).split('\uFFFD', 1);
    throw noText(line + before.split('\n').length - 1);
  }
  // UTF-16 without its mark looks like this.
  if (text.includes('\0')) throw noText(line + text.slice(0, text.indexOf('\0')).split('\n').length - 1);
  return text;
}

function noText(line: number): UnreadableDataError {
  return new UnreadableDataError(
    line,
    'this is neither UTF-8 nor UTF-16 with a byte order mark. Save the file as UTF-8.',
  );
}
