/** A field of a message of Protocol Buffers: a number for varints and fixed sizes, bytes for the rest. */
export interface ProtobufField {
  readonly field: number;
  readonly number?: bigint;
  readonly bytes?: Uint8Array;
}

/** The fields of one message, in their order (protobuf.dev, "Encoding"). Throws RangeError for what is cut off or none. */
export function* protobufFields(message: Uint8Array): Generator<ProtobufField> {
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
