import { z } from 'zod';
import { alikeRules } from '../duplicates/found/match-alike';
import type { ReadOptions } from './formats/source';
import { badInput } from '../errors/errors';
import { importableNouns } from './import-columns';
import { matchKeys } from './match-records';
import type { RecordOptions } from './open-records';

/** How an import reads, maps, cleans and matches: what a person chose, kept with the import or as a template. */
export const planShape = z.strictObject({
  noun: z.enum(importableNouns),
  /** System that the external ids of the file come from. */
  source: z.string().trim().min(1).max(64).default('import'),
  match: z.enum(matchKeys).nullable().default(null),
  mode: z.enum(['create', 'update', 'both']).default('both'),
  denied: z.enum(['refuse', 'skip']).default('refuse'),
  /** What becomes of a row that would be new and looks like a record that is there. */
  alike: z.enum(alikeRules).default('create'),
  /** What becomes of a cell that no entry of its code table fits. */
  unknownEntries: z.enum(['refuse', 'skip']).default('refuse'),
  read: z
    .strictObject({
      delimiter: z.string().length(1).optional(),
      quote: z.string().max(1).optional(),
      encoding: z.string().max(40).optional(),
      sheet: z.string().max(100).optional(),
      headerRow: z.number().int().min(1).max(1000).optional(),
    })
    .default({}),
  /** Header to field, or to `-`. */
  overrides: z
    .array(z.tuple([z.string().max(1000), z.string().max(100)]))
    .max(2000)
    .default([]),
  /** Cells to be read as something else, by header. */
  replacements: z
    .array(z.tuple([z.string().max(1000), z.array(z.tuple([z.string().max(1000), z.string().max(1000)])).max(2000)]))
    .max(2000)
    .default([]),
  dateOrder: z.enum(['dmy', 'mdy']).nullable().default(null),
  /** Country of phone numbers without a country code, where the row has none. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .default(null),
  /** Whether names in capitals or small letters alone are written as names are. */
  tidyNames: z.boolean().default(false),
});

export type ImportPlan = z.infer<typeof planShape>;

/** A plan in which it may be open what the rows are: headers don't always tell, and then somebody has to say. */
export const openPlanShape = planShape.extend({ noun: z.enum(importableNouns).nullable() });

export type OpenPlan = z.infer<typeof openPlanShape>;

/**
 * The plan of a file whose rows are known.
 * @param file its name, where several are asked at once
 * @throws KehuError BAD_USER_INPUT that asks what they are
 */
export function settled(plan: OpenPlan, file?: string): ImportPlan {
  if (plan.noun !== null) return { ...plan, noun: plan.noun };
  const [en, zh] = file === undefined ? ['Nothing', ''] : [`${file}: nothing`, `${file}：`];
  throw badInput(
    'plan.noun',
    `${en} tells what its rows are; say whether they are customers, contacts or something else.`,
    `${zh}无法判断每行是什么，请指定是客户、联系人还是其他数据。`,
  );
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

/** Most characters of a plan. */
const mostPlanCharacters = 1_000_000;

/** @throws KehuError naming the setting that is wrong */
export function readPlan(plan: unknown): OpenPlan {
  if (JSON.stringify(plan).length > mostPlanCharacters) {
    throw badInput('plan', 'The plan is too large; leave out some of its replacements.', '方案过大，请减少替换项。');
  }
  const parsed = openPlanShape.safeParse(plan);
  if (parsed.success) {
    const { encoding } = parsed.data.read;
    if (encoding === undefined || isEncoding(encoding)) return parsed.data;
    throw badInput(
      'plan.read.encoding',
      `There is no encoding "${encoding}"; say utf-8, gb18030 or another.`,
      `没有“${encoding}”这种编码，请使用 utf-8、gb18030 等。`,
    );
  }
  const [issue] = parsed.error.issues;
  const place = `plan.${issue?.path.join('.') ?? ''}`;
  throw badInput(place, `${place}: ${issue?.message ?? 'is wrong'}.`, `${place}：设置无效。`);
}

/** What reading a file takes of a plan. */
export const recordOptions = (
  plan: ImportPlan,
  path: string,
  dictionaries: RecordOptions['dictionaries'],
  added: RecordOptions['added'] = [],
): RecordOptions => ({
  path,
  added,
  noun: plan.noun,
  dictionaries,
  ...readOptions(plan),
  overrides: new Map(plan.overrides),
  replacements: new Map(plan.replacements.map(([header, texts]) => [header, new Map(texts)])),
  ...(plan.dateOrder && { dateOrder: plan.dateOrder }),
  ...(plan.country && { country: plan.country }),
  unknownEntries: plan.unknownEntries,
  tidyNames: plan.tidyNames,
});

/** How a file with this plan is decoded and cut. */
export const readOptions = ({ read }: OpenPlan): ReadOptions =>
  Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as ReadOptions;
