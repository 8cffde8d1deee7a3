/** A field of a message of Protocol Buffers: a number for varints and fixed sizes, bytes for the rest. */
export interface ProtobufField {
  readonly field: number;
  readonly number?: bigint;
  readonly bytes?: Uint8Array;
}

/** Many times what exporters send at a time. A field may have two bytes, and takes a hundred once it is read. */
const MAX_FIELDS = 2_000_000;

/** Reads a message and those within it (protobuf.dev, "Encoding"), up to so many fields in all. */
export class ProtobufReader {
  #left: number;

  constructor(maxFields = MAX_FIELDS) {
    this.#left = maxFields;
  }

  /** The fields of one message, in their order. Throws RangeError for what is cut off, too much or none. */
  *fields(message: Uint8Array): Generator<ProtobufField> {
    const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    let at = 0;
    const varint = (): bigint => {
      let value = 0n;
      for (let shift = 0n; shift < 70n; shift += 7n) {
        const byte = view.getUint8(at++);
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return BigInt.asUintN(64, value);
      }
      throw new RangeError('A varint has more than ten bytes.');
    };
    const take = (length: number): Uint8Array => {
      if (length > message.length - at) throw new RangeError('A message ends within a field.');
      return message.subarray(at, (at += length));
    };
    while (at < message.length) {
      if (this.#left-- <= 0) throw new RangeError('There are too many fields.');
      const tag = Number(varint());
      const field = Math.floor(tag / 8);
      switch (tag % 8) {
        case 0:
          yield { field, number: varint() };
          break;
        case 1:
          yield { field, number: view.getBigUint64(at, true) };
          at += 8;
          break;
        case 2:
          yield { field, bytes: take(Number(varint())) };
          break;
        case 5:
          yield { field, number: BigInt(view.getUint32(at, true)) };
          at += 4;
          break;
        default:
          throw new RangeError(`There is no wire type ${tag % 8}.`);
      }
    }
  }

  /** The messages in all fields of one number. Throws RangeError. */
  messages(message: Uint8Array, wanted: number): Uint8Array[] {
    return [...this.fields(message)].flatMap(({ field, bytes }) =>
      field === wanted && bytes ? [bytes] : [],
    );
  }
}
