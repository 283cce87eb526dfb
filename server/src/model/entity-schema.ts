import type { EntitySchema } from 'typeorm';
import type { Dialect } from '../database/database';
import { entitySchema } from '../database/entity-schema';
import type { Table } from '../database/table';
import { accessTables } from '../database/tables/access-tables';
import { accountTables } from '../database/tables/account-tables';
import { customTables } from '../database/tables/custom-tables';
import { duplicateTables } from '../database/tables/duplicate-tables';
import { jobTables } from '../database/tables/job-tables';
import { recordTables } from '../database/tables/record-tables';
import { importTables } from '../database/tables/import-tables';
import { searchTables } from '../database/tables/search-tables';
import { nounTables } from './noun-tables';
import type { NounRegistry } from './registry';

/** Every table of the product, in an order in which they can be made: what is referred to comes first. */
export const allTables = (nouns: NounRegistry): Table[] => [
  ...nouns.all().flatMap((noun) => nounTables(noun, nouns)),
  ...accountTables,
  ...accessTables,
  ...recordTables,
  ...customTables,
  ...searchTables,
  ...jobTables,
  ...importTables,
  ...duplicateTables,
];

/** Every table as TypeORM knows it on one engine. */
export const entitySchemas = (nouns: NounRegistry, dialect: Dialect): EntitySchema[] =>
  allTables(nouns).map((table) => entitySchema(table, dialect));
