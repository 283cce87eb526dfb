import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { fold } from '@kehu/shared';
import type { Secrets } from '../config/secrets';
import type { Subject, WriteVault } from './write-context';

const algorithm = 'aes-256-gcm';
const format = 1;
const nonceSize = 12;
const tagSize = 16;
const headerSize = 1 + nonceSize + tagSize;

/** Version of the master key that data keys are wrapped with; stored beside each, so that it can be rotated. */
const masterVersion = 1;

/** A secret as it is compared: people write identity and account numbers with and without spaces and dashes. */
export const comparedSecret = (value: string): string => fold(value).replace(/[\s\p{Pd}]/gu, '');

/**
 * The vault over the installation's secret. Values are encrypted with AES-256-GCM under a key of their record, which is
 * wrapped under the master key; both are bound to where they stand, so that bytes moved to another row or column do not
 * open. Ciphertexts are version, nonce, tag, text.
 */
export function createVault(secrets: Secrets, random: (size: number) => Buffer = randomBytes): WriteVault {
  const seal = sealer(secrets.key('cursor'));
  const wrapping = secrets.key('key-wrap');
  const unwrap = (subject: Subject, wrappedKey: Buffer): Buffer => openBytes(wrapping, keyPlace(subject), wrappedKey);
  return {
    blindIndex: (noun, field, value) =>
      createHmac('sha256', secrets.key('blind-index'))
        .update(`${noun}|${field}|${comparedSecret(value)}`)
        .digest(),
    newSubjectKey: (subject) => ({
      wrappedKey: closeBytes(wrapping, keyPlace(subject), random(32), random(nonceSize)),
      keyVersion: masterVersion,
    }),
    encrypt: (subject, field, wrappedKey, plain) =>
      closeBytes(unwrap(subject, wrappedKey), valuePlace(subject, field), Buffer.from(plain), random(nonceSize)),
    decrypt: (subject, field, wrappedKey, ciphertext) =>
      openBytes(unwrap(subject, wrappedKey), valuePlace(subject, field), ciphertext).toString(),
    ...seal,
  };
}

const keyPlace = ({ noun, pk }: Subject): string => `key|${noun}|${pk}`;

const valuePlace = ({ noun, pk }: Subject, field: string): string => `value|${noun}|${pk}|${field}`;

/** Encrypts with AES-256-GCM, bound to `place`. A nonce is never used twice with one key. */
export function closeBytes(key: Buffer, place: string, plain: Buffer, nonce: Buffer): Buffer {
  const cipher = createCipheriv(algorithm, key, nonce);
  cipher.setAAD(Buffer.from(place));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(format), nonce, cipher.getAuthTag(), text]);
}

/** @throws Error where the bytes were changed, moved, or closed with another key */
export function openBytes(key: Buffer, place: string, bytes: Buffer): Buffer {
  if (bytes.length < headerSize || bytes[0] !== format) throw new Error('not a ciphertext of this vault');
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(1, 1 + nonceSize), { authTagLength: tagSize });
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(bytes.subarray(1 + nonceSize, headerSize));
  return Buffer.concat([decipher.update(bytes.subarray(headerSize)), decipher.final()]);
}

/**
 * Sealing is deterministic: the nonce is a MAC of what is sealed, so that equal answers are equal byte for byte, and a
 * nonce only ever comes back together with the very same text.
 */
function sealer(secret: Buffer): Pick<WriteVault, 'seal' | 'unseal'> {
  const derive = (purpose: string): Buffer => createHmac('sha256', secret).update(purpose).digest();
  const nonceKey = derive('nonce');
  const textKey = derive('text');
  const nonceOf = (plain: string, binding: string): Buffer =>
    createHmac('sha256', nonceKey)
      .update(`${Buffer.byteLength(binding)}|${binding}|${plain}`)
      .digest()
      .subarray(0, nonceSize);
  return {
    seal: (plain, binding) =>
      closeBytes(textKey, binding, Buffer.from(plain), nonceOf(plain, binding)).toString('base64url'),
    unseal: (sealed, binding) => {
      try {
        const bytes = Buffer.from(sealed, 'base64url');
        // One text, one form: decoding is lenient about what stands around the bytes.
        return bytes.toString('base64url') === sealed ? openBytes(textKey, binding, bytes).toString() : null;
      } catch {
        return null;
      }
    },
  };
}
