import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import allowed from './raw-sql.json';

const source = join(__dirname, '..', 'src');
const statement = /['"`]\s*(SELECT|INSERT|REPLACE|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|PRAGMA|SAVEPOINT)\s/;
const sqlTag = /^import (?!type)[^;]*\bfrom '[./]+\/query\/sql';/m;

/** A statement in words, or the tag that statements are put together with. */
const holdsSql = (text: string) => statement.test(text) || sqlTag.test(text);

function sourceFiles(): string[] {
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(source, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !file.includes('testing/'));
}

const read = (file: string) => readFileSync(join(source, file), 'utf8');
const places = Object.keys(allowed);
const folders = places.filter((place) => place.endsWith('/'));

describe('raw SQL, which no view stands before', () => {
  it('is only where raw-sql.json gives a reason', () => {
    const found = sourceFiles().filter((file) => holdsSql(read(file)));
    expect(found.length).toBeGreaterThan(places.length - folders.length - 10);
    const unlisted = found.filter(
      (file) => !places.includes(file) && !folders.some((folder) => file.startsWith(folder)),
    );
    expect(unlisted).toEqual([]);
  });

  it('is still in every listed file there is', () => {
    const idle = sourceFiles().filter((file) => places.includes(file) && !holdsSql(read(file)));
    expect(idle).toEqual([]);
  });

  it('is known by a statement in words or by the tag, not by a type', () => {
    expect(holdsSql("await tx.rows('SELECT pk FROM users')")).toBe(true);
    expect(holdsSql('await tx.run(\n  `UPDATE users\n SET x = 1`)')).toBe(true);
    expect(holdsSql("import { join, sql } from '../query/sql';")).toBe(true);
    expect(holdsSql("import type { Sql } from '../query/sql';")).toBe(false);
    expect(holdsSql("const word = 'Selected rows'; // SELECT what you like")).toBe(false);
  });
});
