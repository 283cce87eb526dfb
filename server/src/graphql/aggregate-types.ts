import type { Field, Noun, NounRegistry } from '../model/registry';
import { GraphQLFloat } from 'graphql';
import { declareInput, declareObject, type ArgSpec, type FieldSpec, type TypeRef } from './declare';
import type { FilterTypes } from './filter-types';
import type { OutputTypes } from './output-types';
import { storedKind } from '../query/values';
import * as t from './shared-types';
import { fieldsWith, type TypeStore } from './type-store';

/** Dates and moments, those worked out from other records too: they are grouped by spans of time. */
const isTime = (field: Field): boolean => ['date', 'dateTime'].includes(storedKind(field));

/** The value below which a part of the values lies; 0.5 is the median. */
const percentile = (type: TypeRef): FieldSpec => ({
  name: 'percentile',
  type,
  description: 'In a straight line between the two values that the place falls between; exact.',
  args: [{ name: 'p', type: () => GraphQLFloat, nullable: false, default: 0.5, description: 'From 0 to 1.' }],
});

/** What groups and measures of each noun, and conditions on them, look like. */
export class AggregateTypes {
  constructor(
    private readonly store: TypeStore,
    private readonly nouns: NounRegistry,
    private readonly outputs: OutputTypes,
    private readonly filters: FilterTypes,
  ) {}

  private groupBy(noun: Noun): TypeRef {
    const name = `${noun.typeName}GroupBy`;
    return this.store.ref(name, () =>
      declareInput(
        name,
        'One field an object; several objects in order.',
        fieldsWith(noun, 'group').map((field) => ({ name: field.name, type: this.groupType(field) })),
      ),
    );
  }

  private groupType(field: Field): TypeRef {
    if (field.kind === 'link') return this.groupBy(this.nouns.get(field.to!));
    return isTime(field) ? () => t.DateBucket : t.Bool;
  }

  private groupKey(noun: Noun): TypeRef {
    const name = `${noun.typeName}GroupKey`;
    return this.store.ref(name, () =>
      declareObject(
        name,
        'What the records of a group have in common.',
        fieldsWith(noun, 'group').map((field) => ({ name: field.name, type: this.keyType(field) })),
      ),
    );
  }

  private keyType(field: Field): TypeRef {
    if (field.kind === 'link') return this.groupKey(this.nouns.get(field.to!));
    return isTime(field) ? t.DateOnly : this.outputs.outputType(field);
  }

  private keyOrder(noun: Noun): TypeRef {
    const name = `${noun.typeName}GroupKeyOrderBy`;
    return this.store.ref(name, () =>
      declareInput(
        name,
        'A key that is grouped by.',
        fieldsWith(noun, 'group').map((field) => ({
          name: field.name,
          type: field.kind === 'link' ? this.keyOrder(this.nouns.get(field.to!)) : () => t.Direction,
        })),
      ),
    );
  }

  /** A page of groups. */
  aggregate(noun: Noun): TypeRef {
    const name = noun.typeName;
    const measures = this.measureGroups(noun);
    const row = this.store.ref(`${name}Aggregate`, () =>
      declareObject(`${name}Aggregate`, `A group of ${noun.plural} and its measures.`, [
        { name: 'key', type: this.groupKey(noun) },
        { name: 'count', type: t.Int },
        ...measures.map((measure) => ({ name: measure.name, type: measure.output })),
        ...measures.filter(({ name: fn }) => fn === 'median').map(({ output }) => percentile(output)),
        { name: 'suppressed', type: t.Bool, nullable: false, description: 'Too few customers to tell some measures.' },
        {
          name: 'where',
          type: t.Json,
          description: `Filter for ${noun.plural} that, beside the aggregate’s own, holds for this group alone.`,
        },
      ]),
    );
    return this.store.ref(`${name}AggregateConnection`, () =>
      declareObject(`${name}AggregateConnection`, `Groups of ${noun.plural}.`, [
        { name: 'nodes', type: t.listOf(row), nullable: false },
        { name: 'pageInfo', type: () => t.PageInfo, nullable: false },
        { name: 'totals', type: row },
        {
          name: 'subtotals',
          type: t.listOf(row),
          description: 'Groups by some of the keys alone, whatever having leaves out; at most 1,000.',
          args: [
            {
              name: 'keys',
              type: t.listOf(t.Int),
              nullable: false,
              description: 'Their places in groupBy, from 0: [0] for the first.',
            },
          ],
        },
      ]),
    );
  }

  /** The functions an aggregate of this noun offers, with the types of their answers, filters and order. */
  private measureGroups(noun: Noun): { name: string; output: TypeRef; having: TypeRef; order: TypeRef }[] {
    const sums = fieldsWith(noun, 'aggregate');
    const extremes = [...noun.fields.values()].filter(
      (field) => field.aggregate || (field.group && (field.kind === 'date' || field.kind === 'dateTime')),
    );
    const distincts = fieldsWith(noun, 'group');
    const make = (
      suffix: string,
      fields: readonly Field[],
      type: (field: Field) => TypeRef,
      filter: (field: Field) => TypeRef,
    ) => ({
      output: this.store.ref(`${noun.typeName}${suffix}`, () =>
        declareObject(
          `${noun.typeName}${suffix}`,
          'One measure a field.',
          fields.map((field) => ({ name: field.name, type: type(field) })),
        ),
      ),
      having: this.store.ref(`${noun.typeName}${suffix}Having`, () =>
        declareInput(
          `${noun.typeName}${suffix}Having`,
          'Conditions on measures.',
          fields.map((field) => ({ name: field.name, type: filter(field) })),
        ),
      ),
      order: this.store.ref(`${noun.typeName}${suffix}OrderBy`, () =>
        declareInput(
          `${noun.typeName}${suffix}OrderBy`,
          'One measure an object.',
          fields.map((field) => ({ name: field.name, type: () => t.Direction })),
        ),
      ),
    });
    const decimal = (): TypeRef => t.Decimal;
    const groups: { name: string; output: TypeRef; having: TypeRef; order: TypeRef }[] = [];
    if (sums.length > 0) {
      const sum = make('Sums', sums, decimal, () => () => t.DecimalFilter);
      for (const name of ['sum', 'avg', 'median']) groups.push({ name, ...sum });
    }
    if (extremes.length > 0) {
      const extreme = make(
        'Extremes',
        extremes,
        (field) => (field.kind === 'integer' ? t.Decimal : this.outputs.outputType(field)),
        (field) => this.filters.filter(field),
      );
      for (const name of ['min', 'max']) groups.push({ name, ...extreme });
    }
    if (distincts.length > 0) {
      groups.push({
        name: 'countDistinct',
        ...make(
          'Distincts',
          distincts,
          () => t.Int,
          () => () => t.IntFilter,
        ),
      });
    }
    return groups;
  }

  /** What is aggregated, how it is grouped, and which groups in which order. */
  aggregateArgs(noun: Noun): ArgSpec[] {
    const name = noun.typeName;
    const measures = this.measureGroups(noun);
    const having = this.store.ref(`${name}Having`, () =>
      declareInput(`${name}Having`, 'Conditions on the measures of a group; all must hold.', [
        { name: 'count', type: () => t.IntFilter },
        ...measures.map((measure) => ({ name: measure.name, type: measure.having })),
      ]),
    );
    const order = this.store.ref(`${name}AggregateOrderBy`, () =>
      declareInput(`${name}AggregateOrderBy`, 'One measure or key an object; several objects in order.', [
        { name: 'key', type: this.keyOrder(noun) },
        { name: 'count', type: () => t.Direction },
        ...measures
          .filter(({ name: fn }) => fn !== 'median')
          .map((measure) => ({ name: measure.name, type: measure.order })),
      ]),
    );
    return [
      { name: 'where', type: this.filters.where(noun) },
      { name: 'search', type: t.Str },
      { name: 'groupBy', type: t.listOf(this.groupBy(noun)) },
      { name: 'having', type: having },
      { name: 'orderBy', type: t.listOf(order) },
      { name: 'first', type: t.Int },
      { name: 'after', type: t.Str },
    ];
  }
}
