import { createCipheriv, randomBytes } from 'node:crypto';
import { type Envelope, open, rewrap, seal, UnknownEncryptionKeyError } from './envelope';
import { keyId } from './secret';

const SECRET = 'sk-proj-0123456789abcdefWXYZ';
const [old, fresh] = [randomBytes(32), randomBytes(32)];
const made = { now: () => seal([old], SECRET, 'context'), before: sealedBefore };

/** As rows were before there were data keys. */
function sealedBefore(): Envelope {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', old, nonce).setAAD(Buffer.from('context'));
  const body = Buffer.concat([cipher.update(SECRET), cipher.final()]);
  return { sealed: Buffer.concat([keyId(old), nonce, cipher.getAuthTag(), body]), dataKey: null };
}

describe.each(Object.entries(made))('what is sealed %s', (_when, make) => {
  it('opens while its encryption key is configured, and not without it', () => {
    expect(open([fresh, old], make(), 'context')).toBe(SECRET);
    expect(() => open([fresh], make(), 'context')).toThrow(new UnknownEncryptionKeyError(idOf(old)));
  });

  it('opens in no other context', () => {
    expect(() => open([old], make(), 'another context')).toThrow(/authenticate/);
  });

  it('does not open when any byte of it was changed', () => {
    const envelope = make();
    for (const part of [envelope.sealed, envelope.dataKey ?? Buffer.alloc(0)])
      for (let index = 0; index < part.length; index++) {
        part[index]! ^= 1;
        expect(() => open([old], envelope, 'context')).toThrow();
        part[index]! ^= 1;
      }
    expect(open([old], envelope, 'context')).toBe(SECRET);
  });

  it('is re-wrapped for the first key, and then needs no other', () => {
    const moved = rewrap([fresh, old], make(), 'context');
    expect(open([fresh], moved, 'context')).toBe(SECRET);
    expect(() => open([old], moved, 'context')).toThrow(new UnknownEncryptionKeyError(idOf(fresh)));
    expect(() => rewrap([old], moved, 'context')).toThrow(UnknownEncryptionKeyError);
  });

  it('has its secret nowhere in it', () => {
    const { sealed, dataKey } = make();
    expect(Buffer.concat([sealed, dataKey ?? Buffer.alloc(0)]).includes(SECRET)).toBe(false);
  });
});

it('a cut one does not open', () => {
  const { sealed, dataKey } = made.now();
  for (let length = 0; length < sealed.length; length++)
    expect(() => open([old], { sealed: sealed.subarray(0, length), dataKey }, 'context')).toThrow();
});

it('re-wrapping leaves the sealed secret as it is', () => {
  const envelope = made.now();
  expect(rewrap([fresh, old], envelope, 'context').sealed).toBe(envelope.sealed);
});

it('the same secret is never sealed alike, and each has a data key of its own', () => {
  const [one, other] = [made.now(), made.now()];
  expect(one.sealed.equals(other.sealed)).toBe(false);
  expect(() => open([old], { sealed: one.sealed, dataKey: other.dataKey }, 'context')).toThrow(
    /authenticate/,
  );
});

it('without an encryption key nothing is sealed', () => {
  expect(() => seal([], SECRET, 'context')).toThrow('no encryption key');
});

const idOf = (key: Buffer): string => keyId(key).toString('hex');
