import { createRequire } from 'node:module';
import type * as Mysql from 'mysql2/promise';

let loaded: typeof Mysql | null = null;

/** The driver of MariaDB and MySQL, loaded on the first call: ten megabytes that no process with the embedded database needs. */
export const mysqlModule = (): typeof Mysql => (loaded ??= createRequire(__filename)('mysql2/promise') as typeof Mysql);
