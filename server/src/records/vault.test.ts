import { secretsFrom } from '../config/secrets';
import { createVault } from './vault';

describe('vault', () => {
  const vault = createVault(secretsFrom(Buffer.alloc(32, 1)));
  const other = createVault(secretsFrom(Buffer.alloc(32, 2)));
  const subject = { noun: 'customer', pk: 7 };
  const { wrappedKey } = vault.newSubjectKey(subject);
  const sealed = vault.encrypt(subject, 'nationalId', wrappedKey, '证件 110101');

  it('opens what it closed, and closes the same value differently each time', () => {
    expect(vault.decrypt(subject, 'nationalId', wrappedKey, sealed)).toBe('证件 110101');
    expect(vault.encrypt(subject, 'nationalId', wrappedKey, '证件 110101')).not.toEqual(sealed);
    expect(sealed.includes(Buffer.from('110101'))).toBe(false);
  });

  it.each([
    ['another row', () => vault.decrypt({ ...subject, pk: 8 }, 'nationalId', wrappedKey, sealed)],
    ['another column', () => vault.decrypt(subject, 'bankAccount', wrappedKey, sealed)],
    [
      'the key of another record',
      () => {
        const key = vault.newSubjectKey({ ...subject, pk: 8 }).wrappedKey;
        return vault.decrypt(subject, 'nationalId', key, sealed);
      },
    ],
    ['another secret', () => other.decrypt(subject, 'nationalId', wrappedKey, sealed)],
    [
      'bytes that were changed',
      () => {
        const changed = Buffer.from(sealed);
        changed[changed.length - 1]! ^= 1;
        return vault.decrypt(subject, 'nationalId', wrappedKey, changed);
      },
    ],
    ['bytes that were cut', () => vault.decrypt(subject, 'nationalId', wrappedKey, sealed.subarray(0, 20))],
  ])('does not open in %s', (_, open) => expect(open).toThrow());

  it('indexes equal values of one field alike, whatever the spaces, dashes, case and width', () => {
    const index = vault.blindIndex('customer', 'bankAccount', '6222-0200 １１x');
    expect(index).toEqual(vault.blindIndex('customer', 'bankAccount', '6222020011X'));
    expect(index).toHaveLength(32);
    expect(index).not.toEqual(vault.blindIndex('customer', 'nationalId', '6222020011X'));
    expect(index).not.toEqual(other.blindIndex('customer', 'bankAccount', '6222020011X'));
  });

  describe('sealing', () => {
    it('gives equal bytes for equal texts, and opens only for its binding', () => {
      const text = vault.seal('[1,"a"]', 'cursor|me');
      expect(vault.seal('[1,"a"]', 'cursor|me')).toBe(text);
      expect(vault.seal('[1,"b"]', 'cursor|me').slice(0, 16)).not.toBe(text.slice(0, 16)); // another nonce
      expect(vault.unseal(text, 'cursor|me')).toBe('[1,"a"]');
      expect(vault.unseal(text, 'cursor|you')).toBeNull();
      expect(other.unseal(text, 'cursor|me')).toBeNull();
    });

    it.each(['', 'x', '!!!', 'AAAA'])('takes %j for no seal', (text) => expect(vault.unseal(text, 'b')).toBeNull());

    it('has one form for one text', () => {
      const text = vault.seal('a', 'b');
      expect(vault.unseal(`${text}=`, 'b')).toBeNull();
      expect(vault.unseal(` ${text}`, 'b')).toBeNull();
    });
  });
});
