import fc from 'fast-check';
import { nouns, noon, row } from '../../src/access/oracle/testing/test-world';
import type { Company, Row } from '../../src/access/oracle/company';
import { valueOf } from './values';

/** Most rows of each noun: enough for groups, ties and pages, few enough to shrink to something readable. */
const sizes: Readonly<Record<string, number>> = {
  team: 3,
  user: 3,
  customer: 6,
  contact: 5,
  activity: 4,
  product: 2,
  order: 5,
  orderItem: 5,
  opportunity: 4,
  ticket: 5,
  consent: 4,
  share: 3,
};

/** Nouns in an order in which each comes after those it links to. */
export const inOrder = Object.keys(sizes);

const fixed = new Set(['id', 'version', 'createdAt', 'updatedAt', 'deletedAt']);

/** One record of a noun: every column by its kind, links to records that exist, sometimes deleted. */
function rowOf(noun: string, pk: number): fc.Arbitrary<Row> {
  const definition = nouns.get(noun);
  const parts: Record<string, fc.Arbitrary<unknown>> = {
    updatedAt: fc.constantFrom(noon - 5, noon - 3, noon),
    createdAt: fc.constantFrom(noon - 5, noon - 3),
    version: fc.constantFrom(1, 2),
  };
  if (definition.features.softDelete) parts.deletedAt = fc.constantFrom(null, null, null, null, null, noon);
  for (const field of definition.fields.values()) {
    if (fixed.has(field.name) || field.kind === 'many' || field.kind === 'derived') continue;
    if (field.kind === 'link') {
      const target = fc.integer({ min: 1, max: sizes[field.to!]! });
      if (noun === 'team') parts[field.name] = fc.constant(pk === 2 ? 1 : null);
      else parts[field.name] = field.required ? target : fc.option(target, { freq: 3 });
    } else if (field.kind === 'externalIds') {
      parts[field.name] = fc.subarray(['erp', 'shop']).map((of) => of.map((source) => ({ source, id: `${pk}` })));
    } else {
      parts[field.name] = valueOf(field, pk);
    }
  }
  return fc.record(parts).map((values) => row(pk, { ...values, id: publicId(noun, pk) }));
}

/** How many rows of a noun a generated company has; twins may have more. */
export const mostRows = (noun: string): number => sizes[noun]!;

/** Ids differ between nouns and do not sort like keys. */
export function publicId(noun: string, pk: number): string {
  const scattered = (pk * 7919) % 65_536;
  return `${scattered.toString(16).padStart(8, '0')}-0000-4000-8000-${String(inOrder.indexOf(noun)).padStart(12, '0')}`;
}

/** A whole small company. Every link finds its target: sizes are fixed, deletion and scopes do the hiding. */
export const companies: fc.Arbitrary<Company> = fc.record(
  Object.fromEntries(
    inOrder.map((noun) => [
      noun,
      fc.tuple(...Array.from({ length: sizes[noun]! }, (_, i) => rowOf(noun, i + 1))).map((rows): Row[] => rows),
    ]),
  ),
);
