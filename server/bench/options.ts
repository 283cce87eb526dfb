import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { shapeNames } from './company/shape';
import type { Engine } from './dataset';

/** What the command line says. */
export interface Options {
  engine: Engine;
  size: string;
  /** Names of works; empty for the twelve of the table. */
  work: string[];
  rounds: number;
  connections: number;
  seconds: number;
  /** Who is measured: names of servers; empty for all. */
  who: string[];
  json: string | null;
  compare: string | null;
  /** Folder of the datasets. */
  data: string;
  loadOnly: boolean;
  keep: boolean;
  growth: boolean;
  /** The app in a browser instead of the API. */
  app: boolean;
  checkDriver: boolean;
  profile: string | null;
  /** The built product, its `main.js`. */
  product: string;
}

export const usage = `pnpm bench [--engine sqlite|mariadb] [--size ${shapeNames.join('|')}] [--work W1,W3] [--rounds 7] [--conc 8]
  [--seconds 2] [--who floor,kehu] [--json FILE] [--compare FILE] [--data FOLDER] [--load-only] [--keep] [--growth] [--app]
  [--profile FOLDER] [--check-driver] [--product MAIN.JS]`;

/** @throws Error in one sentence for an argument that can't be taken. */
export function optionsOf(args: readonly string[], root: string): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      engine: { type: 'string', default: 'mariadb' },
      size: { type: 'string', default: '100k' },
      work: { type: 'string', default: '' },
      who: { type: 'string', default: '' },
      rounds: { type: 'string', default: '7' },
      conc: { type: 'string', default: '8' },
      seconds: { type: 'string', default: '2' },
      json: { type: 'string' },
      compare: { type: 'string' },
      data: { type: 'string' },
      'load-only': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      app: { type: 'boolean', default: false },
      'check-driver': { type: 'boolean', default: false },
      profile: { type: 'string' },
      product: { type: 'string' },
    },
  });
  const engine = values.engine;
  if (engine !== 'sqlite' && engine !== 'mariadb')
    throw new Error(`There is no engine ${engine}; use sqlite or mariadb.`);
  const from = (path: string): string => resolve(process.env.INIT_CWD ?? process.cwd(), path);
  return {
    engine,
    size: values.size,
    work: listOf(values.work),
    who: listOf(values.who),
    rounds: positive(values.rounds, '--rounds'),
    connections: positive(values.conc, '--conc'),
    seconds: positive(values.seconds, '--seconds'),
    json: values.json === undefined ? null : from(values.json),
    compare: values.compare === undefined ? null : from(values.compare),
    data: values.data === undefined ? resolve(root, '.kehu/bench') : from(values.data),
    loadOnly: values['load-only'],
    keep: values.keep,
    growth: values.growth,
    app: values.app,
    checkDriver: values['check-driver'],
    profile: values.profile === undefined ? null : from(values.profile),
    product: values.product === undefined ? resolve(root, 'server/dist/main.js') : from(values.product),
  };
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function positive(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new Error(`${name} must be a number above 0.`);
  return value;
}
