import { alikeRules } from '../duplicates/found/match-alike';
import { importableNouns, type ImportableNoun } from '../imports/import-columns';
import { planShape, type ImportPlan } from '../imports/import-plan';
import { matchKeys } from '../imports/match-records';
import { UsageError } from './command';

/** Options of `kehu import`, as node:util parses them. */
export const importOptions = {
  noun: { type: 'string' },
  as: { type: 'string', default: 'steward' },
  source: { type: 'string', default: 'import' },
  match: { type: 'string' },
  mode: { type: 'string', default: 'both' },
  denied: { type: 'string', default: 'refuse' },
  alike: { type: 'string', default: 'create' },
  unknown: { type: 'string', default: 'refuse' },
  map: { type: 'string', multiple: true, default: [] as string[] },
  replace: { type: 'string', multiple: true, default: [] as string[] },
  delimiter: { type: 'string' },
  quote: { type: 'string' },
  encoding: { type: 'string' },
  sheet: { type: 'string' },
  'header-row': { type: 'string' },
  dates: { type: 'string' },
  country: { type: 'string' },
  'tidy-names': { type: 'boolean', default: false },
  refused: { type: 'string' },
  undo: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
} as const;

export interface ImportValues {
  noun?: string;
  source: string;
  match?: string;
  mode: string;
  denied: string;
  alike: string;
  unknown: string;
  map: string[];
  replace: string[];
  delimiter?: string;
  quote?: string;
  encoding?: string;
  sheet?: string;
  'header-row'?: string;
  dates?: string;
  country?: string;
  'tidy-names': boolean;
}

/** What the options say of any file; the noun is asked for where they leave it open. @throws UsageError */
export function planOf(values: ImportValues): { noun: ImportableNoun | null; plan(noun: ImportableNoun): ImportPlan } {
  const noun = values.noun === undefined ? null : oneOf(importableNouns, values.noun, '--noun');
  checkEncoding(values.encoding);
  const headerRow = values['header-row'];
  if (headerRow !== undefined && !/^[1-9]\d{0,2}$/.test(headerRow))
    throw new UsageError('--header-row takes a line, such as 3.');
  const choices = {
    source: values.source,
    match: values.match === undefined ? null : oneOf(matchKeys, values.match, '--match'),
    mode: oneOf(['create', 'update', 'both'] as const, values.mode, '--mode'),
    denied: oneOf(['refuse', 'skip'] as const, values.denied, '--denied'),
    alike: oneOf(alikeRules, values.alike, '--alike'),
    unknownEntries: oneOf(['refuse', 'skip'] as const, values.unknown, '--unknown'),
    read: {
      ...(values.delimiter !== undefined && { delimiter: values.delimiter === '\\t' ? '\t' : values.delimiter }),
      ...(values.quote !== undefined && { quote: values.quote }),
      ...(values.encoding !== undefined && { encoding: values.encoding }),
      ...(values.sheet !== undefined && { sheet: values.sheet }),
      ...(headerRow !== undefined && { headerRow: Number(headerRow) }),
    },
    overrides: values.map.map((text) => pair(text, '--map', 'Header=field')),
    replacements: replacementsOf(values.replace),
    dateOrder: values.dates === undefined ? null : oneOf(['dmy', 'mdy'] as const, values.dates, '--dates'),
    country: values.country?.toUpperCase() ?? null,
    tidyNames: values['tidy-names'],
  };
  const plan = (of: ImportableNoun): ImportPlan => {
    const parsed = planShape.safeParse({ ...choices, noun: of });
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new UsageError(`--${String(issue?.path.at(-1) ?? 'map')}: ${issue?.message ?? 'is wrong'}.`);
  };
  plan(noun ?? 'customer');
  return { noun, plan };
}

function oneOf<T extends string>(known: readonly T[], text: string, option: string): T {
  if (known.includes(text as T)) return text as T;
  throw new UsageError(`${option} must be one of ${known.join(', ')}.`);
}

/** The two sides of the last equals sign: headers may hold one too. */
function pair(text: string, option: string, form: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new UsageError(`${option} takes "${form}".`);
}

function replacementsOf(texts: readonly string[]): ImportPlan['replacements'] {
  const byHeader = new Map<string, [string, string][]>();
  for (const text of texts) {
    const [left, to] = pair(text, '--replace', 'Header:text=other text');
    const at = left.indexOf(':');
    if (at < 1) throw new UsageError('--replace takes "Header:text=other text".');
    const header = left.slice(0, at).trim();
    byHeader.set(header, [...(byHeader.get(header) ?? []), [left.slice(at + 1).trim(), to]]);
  }
  return [...byHeader];
}

function checkEncoding(encoding: string | undefined): void {
  try {
    new TextDecoder(encoding);
  } catch {
    throw new UsageError(`There is no encoding ${encoding}.`);
  }
}
