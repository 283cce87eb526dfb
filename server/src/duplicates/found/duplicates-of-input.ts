import type { GuardedRow } from '../../access/guard';
import type { Noun } from '../../model/registry';
import type { ReadContext } from '../../query/context';
import { readByPks } from '../../query/finish';
import { readPage } from '../../query/page';
import type { PageRequest, Selection } from '../../query/selection';
import type { Where } from '../../query/where';
import { parsePhone } from '@kehu/shared';
import { compareRecords, prepareRecord } from '../matching/comparing';
import { scorePair, type Evidence } from '../matching/match-model';
import { comparedFields, comparedSelection, shownValues, textsOf, type ComparedField } from './compared-columns';
import { noFrequencies, usualModel } from './usual-model';

/** A record that may be the one that is being entered. */
export interface Candidate {
  row: GuardedRow;
  /** From 0 to 1. */
  score: number;
  evidence: ShownEvidence[];
}

/** What one field says for or against, without values. */
export interface ShownEvidence {
  field: string;
  agreement: 'SAME' | 'CLOSE' | 'SIMILAR' | 'DIFFERENT';
  /** In bits: above 0 it speaks for duplicates. */
  weight: number;
}

const most = { looked: 30, answered: 5 } as const;

/** How alike a level says values are, in words. */
export const shownEvidence = ({
  column,
  level,
  weight,
}: Pick<Evidence, 'column' | 'level' | 'weight'>): ShownEvidence => ({
  field: column,
  agreement: level === 0 ? 'SAME' : weight <= 0 ? 'DIFFERENT' : level === 1 ? 'CLOSE' : 'SIMILAR',
  weight: Math.round(weight * 10) / 10,
});

/**
 * Records of the asker's view that may be what is being entered. They are looked up through the view, by fields that the asker
 * may read on them, and scored by what is shown of them: nothing tells of a record or a value out of sight.
 * @param input values of fields as inputs have them
 * @param except public id of the record that is being edited
 */
export async function duplicatesOfInput(
  context: ReadContext,
  noun: Noun,
  input: Readonly<Record<string, unknown>>,
  except: string | null,
  selection: Selection,
): Promise<Candidate[]> {
  const fields = comparedFields(noun, context.ruleSet);
  const typed = fields.map((column) => textsOf(column, typedValue(column, input[column.name])));
  const found = new Map<number, GuardedRow>();
  for (const page of pagesFor(context, noun, fields, typed)) {
    for (const row of (await readPage(context, noun, page)).rows) found.set(row.pk, row);
  }
  const model = usualModel(fields);
  const frequencies = noFrequencies(fields);
  const own = prepareRecord(fields, typed);
  const scored = [...found.values()]
    .filter((row) => String(row.loaded('id')) !== except?.toLowerCase())
    .map((row) => {
      const other = prepareRecord(fields, shownValues(fields, row));
      return { row, ...scorePair(model, frequencies, compareRecords(fields, frequencies, own, other)) };
    })
    .filter(({ weight }) => weight >= model.threshold)
    .sort((a, b) => b.weight - a.weight || a.row.pk - b.row.pk)
    .slice(0, most.answered);
  const rows = await readByPks(
    context,
    noun,
    scored.map(({ row }) => row.pk),
    selection,
  );
  const byPk = new Map(rows.map((row) => [row.pk, row]));
  return scored.flatMap(({ row, probability, evidence }) => {
    const answered = byPk.get(row.pk);
    return answered ? [{ row: answered, score: probability, evidence: evidence.map(shownEvidence) }] : [];
  });
}

/** Phones are compared as they are stored. */
function typedValue({ kind }: ComparedField, value: unknown): unknown {
  if (kind !== 'phone' || !Array.isArray(value)) return value;
  return (value as { number?: unknown }[]).map(({ number }) => ({
    number: parsePhone(String(number ?? ''))?.number ?? number,
  }));
}

function pagesFor(
  { ruleSet }: ReadContext,
  noun: Noun,
  fields: readonly ComparedField[],
  typed: readonly (readonly string[])[],
): PageRequest[] {
  const cells = ruleSet.view(noun.name).cells;
  const usable = (name: string): boolean => (cells.get(name)?.read.kind ?? 'none') !== 'none';
  const of = (kind: string): string[] =>
    fields.flatMap((field, i) => (field.kind === kind ? typed[i]! : [])).slice(0, 10);
  const equal: Where[] = [];
  for (const [kind, field] of [
    ['phone', 'primaryPhone'],
    ['email', 'primaryEmail'],
  ] as const) {
    const values = of(kind).filter((value) => value.trim() !== '');
    if (values.length > 0 && noun.fields.has(field) && usable(field)) equal.push({ [field]: { in: values } } as Where);
  }
  const name = of('name')[0]?.trim() ?? '';
  const base: PageRequest = {
    where: null,
    search: null,
    orderBy: [],
    first: most.looked,
    after: null,
    last: null,
    before: null,
    deleted: false,
    selection: comparedSelection(fields),
    countLimit: null,
    wantsRows: true,
  };
  return [
    ...(equal.length > 0 ? [{ ...base, where: { or: equal } as Where }] : []),
    ...(name.length >= 2 && noun.title && usable(noun.title)
      ? [{ ...base, search: name.split(/\s+/).slice(0, 4).join(' ').slice(0, 60) }]
      : []),
  ];
}
