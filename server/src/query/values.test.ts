import { randomBytes } from 'node:crypto';
import { Random } from '../demo/random';
import { bytesToId, idToBytes, isoMoment } from './values';

test('ids are written as they are read', () => {
  for (let i = 0; i < 100; i++) {
    const bytes = randomBytes(16);
    const id = bytesToId(bytes);
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(idToBytes(id)).toEqual(bytes);
  }
});

test('moments are written as Date writes them', () => {
  const random = new Random(3);
  const moments = [
    0, -1, 86_399_999, 86_400_000, -86_400_000, 253_402_300_799_999, 253_402_300_800_000, -62_200_000_000_000,
  ];
  for (let i = 0; i < 2_000; i++) moments.push(random.int(-3_000_000_000_000, 9_000_000_000_000));
  // Twice: a day is made the first time and remembered the second.
  for (const at of [...moments, ...moments]) expect(isoMoment(at)).toBe(new Date(at).toISOString());
  expect(() => isoMoment(Number.NaN)).toThrow(RangeError);
});
