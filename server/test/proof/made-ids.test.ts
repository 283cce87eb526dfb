import { secretsFrom } from '../../src/config/secrets';
import { createVault } from '../../src/records/vault';
import { MadeIds } from './made-ids';

const secrets = secretsFrom(Buffer.alloc(32, 7));
const vault = createVault(secrets);

const id = (last: string): string => `00000001-0001-4000-8000-${last.padStart(12, '0')}`;
const digits = (last: string): string => id(last).replaceAll('-', '');

/** Two companies of which the first made a and b, the second c and d. */
const madeApart = (): MadeIds =>
  new MadeIds(secrets, [new Set([digits('a'), digits('b')]), new Set([digits('c'), digits('d')])]);

describe('ids made by both companies', () => {
  it('are the same where they stand in the same places', () => {
    const ids = madeApart();
    expect(ids.same(`{"id":"${id('a')}"}`, `{"id":"${id('c')}"}`)).toBe(true);
    expect(ids.same(`${id('a')} ${id('b')}`, `${id('c')} ${id('d')}`)).toBe(true);
  });

  it('differ where another one comes back', () => {
    const ids = madeApart();
    expect(ids.same(`${id('a')} ${id('b')}`, `${id('c')} ${id('d')}`)).toBe(true);
    expect(ids.same(id('a'), id('d'))).toBe(false);
    expect(madeApart().same(`${id('a')} ${id('a')}`, `${id('c')} ${id('d')}`)).toBe(false);
  });

  it('differ where one has been told to both', () => {
    const ids = new MadeIds(secrets, [new Set([digits('a')]), new Set([digits('a'), digits('c')])]);
    expect(ids.same(id('a'), id('a'))).toBe(true);
    expect(ids.same(id('a'), id('c'))).toBe(false);
  });

  it('tell nothing about ids that were there before, nor about anything else', () => {
    expect(madeApart().same(id('e'), id('f'))).toBe(false);
    expect(madeApart().same(`1 ${id('a')}`, `2 ${id('c')}`)).toBe(false);
  });

  it('are looked for in cursors, with what else these hold', () => {
    const cursor = (at: number, last: string): string =>
      vault.seal(JSON.stringify([[at], digits(last)]), 'cursor|mine');
    expect(madeApart().same(`{"endCursor":"${cursor(1, 'a')}"}`, `{"endCursor":"${cursor(1, 'c')}"}`)).toBe(true);
    expect(madeApart().same(cursor(1, 'a'), cursor(2, 'c'))).toBe(false);
    expect(madeApart().same(cursor(1, 'e'), cursor(1, 'f'))).toBe(false);
  });
});
