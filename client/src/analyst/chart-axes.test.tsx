import { shortName } from './chart-axes';

it('shortens names by what they take, not by how many signs they have', () => {
  expect(shortName('International team')).toBe('International team');
  expect(shortName('International teams')).toBe('International tea…');
  expect(shortName('西安川联建筑工程股')).toBe('西安川联建筑工程股');
  expect(shortName('西安川联建筑工程股份有限公司')).toBe('西安川联建筑工程…');
});
