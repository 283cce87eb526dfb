import type { Field, Noun } from '../model/registry';
import type { NounRegistry } from '../model/registry';
import {
  declareInput,
  declareObject,
  declareOperations,
  type ArgSpec,
  type FieldSpec,
  type TypeClass,
  type TypeRef,
} from './declare';
import * as t from './shared-types';

/** Every generated type of a noun by its GraphQL name, made on first use so that nouns may name each other. */
export class NounTypes {
  private readonly made = new Map<string, TypeClass>();
  private readonly pending = new Map<string, () => TypeClass>();

  constructor(private readonly nouns: NounRegistry) {}

  /** Declares all types and operations; the result goes to TypeGraphQL's `resolvers`. */
  declare(): { resolvers: Function[]; orphans: Function[] } {
    const resolvers = this.nouns.all().map((noun) => this.operations(noun));
    for (const noun of this.nouns.all()) this.object(noun);
    // Types are declared lazily by reference; declaring one may reference more.
    while (this.pending.size > 0) {
      for (const [name, make] of [...this.pending]) {
        this.pending.delete(name);
        if (!this.made.has(name)) this.made.set(name, make());
      }
    }
    return { resolvers, orphans: [...this.made.values()] };
  }

  /** The class of a noun's object type, for hand-written types that answer with one. */
  objectRef(noun: string): TypeRef {
    return this.object(this.nouns.get(noun));
  }

  /** The class of a noun's filter, for hand-written operations that take one. */
  whereRef(noun: string): TypeRef {
    return this.where(this.nouns.get(noun));
  }

  private ref(name: string, make: () => TypeClass): TypeRef {
    if (!this.made.has(name) && !this.pending.has(name)) this.pending.set(name, make);
    return () => this.made.get(name);
  }

  private object(noun: Noun): TypeRef {
    return this.ref(noun.typeName, () => {
      const fields = [...noun.fields.values()].map((field) => this.outputField(field));
      fields.push({
        name: 'access',
        type: () => t.Access,
        nullable: false,
        description: 'What the caller may do with this record.',
      });
      if (noun.features.history) {
        fields.push({
          name: 'history',
          type: this.history(),
          nullable: false,
          description: "Changes of this record, newest first, under today's rules.",
          args: [
            { name: 'first', type: t.Int },
            { name: 'after', type: t.Str },
          ],
        });
      }
      return declareObject(noun.typeName, noun.description, fields, [t.Node]);
    });
  }

  private outputField(field: Field): FieldSpec {
    const { name, description } = field;
    if (name === 'id' || name === 'version')
      return { name, type: this.outputType(field), nullable: false, description };
    if (field.kind !== 'many') return { name, type: this.outputType(field), description };
    const target = this.nouns.get(field.to!);
    return {
      name,
      description,
      nullable: false,
      type: this.connection(target),
      args: [
        { name: 'where', type: this.where(target) },
        { name: 'orderBy', type: t.listOf(this.orderBy(target)) },
        { name: 'first', type: t.Int },
        { name: 'after', type: t.Str },
      ],
    };
  }

  private outputType(field: Field): TypeRef {
    switch (field.kind) {
      case 'id':
        return t.Id;
      case 'choice':
        return this.enumRef(field, 'type');
      case 'dictionary':
        return () => t.DictionaryEntry;
      case 'decimal':
        return t.Decimal;
      case 'integer':
        return t.Int;
      case 'boolean':
        return t.Bool;
      case 'date':
        return t.DateOnly;
      case 'dateTime':
        return t.DateTime;
      case 'json':
        return t.Json;
      case 'phones':
        return t.listOf(() => t.Phone);
      case 'emails':
        return t.listOf(() => t.Email);
      case 'addresses':
        return t.listOf(() => t.Address);
      case 'tags':
        return t.listOf(t.Str);
      case 'externalIds':
        return t.listOf(() => t.ExternalId);
      case 'link':
        return this.object(this.nouns.get(field.to!));
      case 'derived':
        if (field.derivation?.from === 'own') return t.Int;
        return field.derivation?.type === 'dateTime' ? t.DateTime : t.Decimal;
      default:
        return t.Str;
    }
  }

  /** Enums must be known to TypeGraphQL before the schema is built, so this one is declared at once. */
  private enumRef(field: Field, part: 'type' | 'filter'): TypeRef {
    const declared = t.enumOf(field.enumName!, field.values!, field.description);
    return () => declared[part];
  }

  private connection(noun: Noun): TypeRef {
    const name = noun.typeName;
    const edge = this.ref(`${name}Edge`, () =>
      declareObject(`${name}Edge`, `A ${noun.label.en.toLowerCase()} and its place in the list.`, [
        { name: 'cursor', type: t.Str, nullable: false },
        { name: 'node', type: this.object(noun), nullable: false },
      ]),
    );
    return this.ref(`${name}Connection`, () =>
      declareObject(`${name}Connection`, `A page of ${noun.plural}.`, [
        { name: 'edges', type: t.listOf(edge), nullable: false },
        { name: 'nodes', type: t.listOf(this.object(noun)), nullable: false },
        { name: 'pageInfo', type: () => t.PageInfo, nullable: false },
        {
          name: 'totalCount',
          type: () => t.Count,
          nullable: false,
          description: 'Records of the view that match, counted up to the limit.',
          args: [{ name: 'limit', type: t.Int, default: 10_000 }],
        },
      ]),
    );
  }

  private history(): TypeRef {
    const entry = this.ref('HistoryEntry', () =>
      declareObject('HistoryEntry', 'One change of a record.', [
        { name: 'at', type: t.DateTime, nullable: false },
        { name: 'by', type: this.object(this.nouns.get('user')) },
        { name: 'action', type: t.Str, nullable: false },
        { name: 'changes', type: t.listOf(() => t.FieldChange), nullable: false },
      ]),
    );
    const edge = this.ref('HistoryEdge', () =>
      declareObject('HistoryEdge', 'A change and its place in the history.', [
        { name: 'cursor', type: t.Str, nullable: false },
        { name: 'node', type: entry, nullable: false },
      ]),
    );
    return this.ref('HistoryConnection', () =>
      declareObject('HistoryConnection', 'A page of changes, newest first.', [
        { name: 'edges', type: t.listOf(edge), nullable: false },
        { name: 'nodes', type: t.listOf(entry), nullable: false },
        { name: 'pageInfo', type: () => t.PageInfo, nullable: false },
      ]),
    );
  }

  private where(noun: Noun): TypeRef {
    const name = `${noun.typeName}Where`;
    const self = (): TypeRef => () => this.made.get(name);
    return this.ref(name, () =>
      declareInput(name, `Filters ${noun.plural}; several fields in one object mean "and".`, [
        { name: 'isNull', type: t.Bool, description: 'For to-one hops: whether there is no such record in the view.' },
        { name: 'and', type: t.listOf(self()) },
        { name: 'or', type: t.listOf(self()) },
        { name: 'not', type: self() },
        ...fieldsWith(noun, 'filter').map((field) => ({ name: field.name, type: this.filter(field) })),
      ]),
    );
  }

  private filter(field: Field): TypeRef {
    switch (field.kind) {
      case 'id':
        return () => t.IDFilter;
      case 'choice':
        return this.enumRef(field, 'filter');
      case 'dictionary':
        return () => t.DictionaryFilter;
      case 'decimal':
        return () => t.DecimalFilter;
      case 'integer':
        return () => t.IntFilter;
      case 'boolean':
        return () => t.BooleanFilter;
      case 'date':
        return () => t.DateFilter;
      case 'dateTime':
        return () => t.DateTimeFilter;
      case 'secret':
        return () => t.EqualityFilter;
      case 'tags':
        return () => t.TagsFilter;
      case 'link':
        return this.where(this.nouns.get(field.to!));
      case 'many':
        return this.listFilter(this.nouns.get(field.to!));
      case 'derived':
        return field.derivation?.from === 'children' && field.derivation.type === 'dateTime'
          ? () => t.DateTimeFilter
          : () => t.DecimalFilter;
      default:
        return () => t.StringFilter;
    }
  }

  private listFilter(noun: Noun): TypeRef {
    const name = `${noun.typeName}ListFilter`;
    const where = this.where(noun);
    return this.ref(name, () =>
      declareInput(name, `Compares the ${noun.plural} of a record.`, [
        { name: 'some', type: where },
        { name: 'none', type: where },
        { name: 'every', type: where },
      ]),
    );
  }

  private orderBy(noun: Noun): TypeRef {
    const name = `${noun.typeName}OrderBy`;
    return this.ref(name, () =>
      declareInput(name, 'One field an object; several objects in order.', [
        ...fieldsWith(noun, 'sort').map((field) => ({
          name: field.name,
          type: field.kind === 'link' ? this.orderBy(this.nouns.get(field.to!)) : () => t.Direction,
        })),
        { name: 'nulls', type: () => t.Nulls },
      ]),
    );
  }

  private groupBy(noun: Noun): TypeRef {
    const name = `${noun.typeName}GroupBy`;
    return this.ref(name, () =>
      declareInput(
        name,
        'One field an object; several objects in order.',
        fieldsWith(noun, 'group').map((field) => ({ name: field.name, type: this.groupType(field) })),
      ),
    );
  }

  private groupType(field: Field): TypeRef {
    if (field.kind === 'link') return this.groupBy(this.nouns.get(field.to!));
    return field.kind === 'date' || field.kind === 'dateTime' ? () => t.DateBucket : t.Bool;
  }

  private groupKey(noun: Noun): TypeRef {
    const name = `${noun.typeName}GroupKey`;
    return this.ref(name, () =>
      declareObject(
        name,
        'What the records of a group have in common.',
        fieldsWith(noun, 'group').map((field) => ({ name: field.name, type: this.keyType(field) })),
      ),
    );
  }

  private keyType(field: Field): TypeRef {
    if (field.kind === 'link') return this.groupKey(this.nouns.get(field.to!));
    return field.kind === 'dateTime' ? t.DateOnly : this.outputType(field);
  }

  private keyOrder(noun: Noun): TypeRef {
    const name = `${noun.typeName}GroupKeyOrderBy`;
    return this.ref(name, () =>
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

  private aggregate(noun: Noun): TypeRef {
    const name = noun.typeName;
    const measures = this.measureGroups(noun);
    const row = this.ref(`${name}Aggregate`, () =>
      declareObject(`${name}Aggregate`, `A group of ${noun.plural} and its measures.`, [
        { name: 'key', type: this.groupKey(noun) },
        { name: 'count', type: t.Int },
        ...measures.map((measure) => ({ name: measure.name, type: measure.output })),
        { name: 'suppressed', type: t.Bool, nullable: false, description: 'Too few customers to tell some measures.' },
      ]),
    );
    return this.ref(`${name}AggregateConnection`, () =>
      declareObject(`${name}AggregateConnection`, `Groups of ${noun.plural}.`, [
        { name: 'nodes', type: t.listOf(row), nullable: false },
        { name: 'pageInfo', type: () => t.PageInfo, nullable: false },
        { name: 'totals', type: row },
      ]),
    );
  }

  /** The functions an aggregate of this noun offers, with the types of their answers, filters and order. */
  private measureGroups(noun: Noun): { name: string; output: TypeRef; having: TypeRef; order: TypeRef }[] {
    const sums = fieldsWith(noun, 'aggregate');
    const extremes = [...noun.fields.values()].filter(
      (field) => field.aggregate || (field.group && (field.kind === 'date' || field.kind === 'dateTime')),
    );
    const distincts = [...noun.fields.values()].filter((field) => field.group && field.kind !== 'link');
    const make = (
      suffix: string,
      fields: readonly Field[],
      type: (field: Field) => TypeRef,
      filter: (field: Field) => TypeRef,
    ) => ({
      output: this.ref(`${noun.typeName}${suffix}`, () =>
        declareObject(
          `${noun.typeName}${suffix}`,
          'One measure a field.',
          fields.map((field) => ({ name: field.name, type: type(field) })),
        ),
      ),
      having: this.ref(`${noun.typeName}${suffix}Having`, () =>
        declareInput(
          `${noun.typeName}${suffix}Having`,
          'Conditions on measures.',
          fields.map((field) => ({ name: field.name, type: filter(field) })),
        ),
      ),
      order: this.ref(`${noun.typeName}${suffix}OrderBy`, () =>
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
        (field) => (field.kind === 'integer' ? t.Decimal : this.outputType(field)),
        (field) => this.filter(field),
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

  private aggregateArgs(noun: Noun): ArgSpec[] {
    const name = noun.typeName;
    const measures = this.measureGroups(noun);
    const having = this.ref(`${name}Having`, () =>
      declareInput(`${name}Having`, 'Conditions on the measures of a group; all must hold.', [
        { name: 'count', type: () => t.IntFilter },
        ...measures.map((measure) => ({ name: measure.name, type: measure.having })),
      ]),
    );
    const order = this.ref(`${name}AggregateOrderBy`, () =>
      declareInput(`${name}AggregateOrderBy`, 'One measure or key an object; several objects in order.', [
        { name: 'key', type: this.keyOrder(noun) },
        { name: 'count', type: () => t.Direction },
        ...measures
          .filter(({ name: fn }) => fn !== 'median')
          .map((measure) => ({ name: measure.name, type: measure.order })),
      ]),
    );
    return [
      { name: 'where', type: this.where(noun) },
      { name: 'search', type: t.Str },
      { name: 'groupBy', type: t.listOf(this.groupBy(noun)) },
      { name: 'having', type: having },
      { name: 'orderBy', type: t.listOf(order) },
      { name: 'first', type: t.Int },
      { name: 'after', type: t.Str },
    ];
  }

  private operations(noun: Noun): Function {
    const deleted: ArgSpec[] = noun.features.softDelete
      ? [
          {
            name: 'deleted',
            type: t.Bool,
            default: false,
            description: 'Deleted records, for those who may restore them.',
          },
        ]
      : [];
    const queries: FieldSpec[] = [
      {
        name: noun.name,
        type: this.object(noun),
        nullable: true,
        description: `One ${noun.label.en.toLowerCase()} of the caller's view; null for absent and invisible ones alike.`,
        args: [{ name: 'id', type: t.Id, nullable: false }, ...deleted],
      },
      {
        name: noun.plural,
        type: this.connection(noun),
        description: `${noun.label.en} list: the caller's view, newest change first unless ordered.`,
        args: [
          { name: 'where', type: this.where(noun) },
          { name: 'search', type: t.Str },
          { name: 'orderBy', type: t.listOf(this.orderBy(noun)) },
          { name: 'first', type: t.Int },
          { name: 'after', type: t.Str },
          { name: 'last', type: t.Int },
          { name: 'before', type: t.Str },
          ...deleted,
        ],
      },
      {
        name: `${noun.name}Aggregate`,
        type: this.aggregate(noun),
        description: `Groups and measures over the ${noun.plural} of the caller's view.`,
        args: this.aggregateArgs(noun),
      },
    ];
    return declareOperations(
      `${noun.typeName}Operations`,
      queries,
      noun.features.mutations ? this.mutations(noun) : [],
    );
  }

  private mutations(noun: Noun): FieldSpec[] {
    const name = noun.typeName;
    const payload = this.ref(`${name}Payload`, () =>
      declareObject(`${name}Payload`, 'The record as the caller sees it after the change.', [
        { name: noun.name, type: this.object(noun) },
      ]),
    );
    const input = (type: TypeRef): ArgSpec[] => [{ name: 'input', type, nullable: false }];
    const create = this.createInput(noun);
    const update = this.ref(`Update${name}Input`, () =>
      declareInput(`Update${name}Input`, 'Absent means unchanged, null means cleared.', [
        { name: 'id', type: t.Id, nullable: false },
        { name: 'version', type: t.Int, nullable: false, description: 'The version that was read.' },
        ...inputFields(noun, 'update').map((field) => ({ ...this.inputField(field), nullable: true })),
      ]),
    );
    const specs: FieldSpec[] = [
      { name: `create${name}`, type: payload, args: input(create) },
      { name: `update${name}`, type: payload, args: input(update) },
    ];
    if (noun.features.softDelete) {
      specs.push({
        name: `delete${name}`,
        type: payload,
        args: input(() => t.DeleteInput),
        description: 'Soft: it can be restored.',
      });
      specs.push({ name: `restore${name}`, type: payload, args: input(() => t.DeleteInput) });
    }
    if (noun.features.externalIds) {
      const plural = noun.plural[0]!.toUpperCase() + noun.plural.slice(1);
      const item = this.ref(`Upsert${name}Item`, () =>
        declareInput(`Upsert${name}Item`, 'One record by its external id.', [
          { name: 'externalId', type: t.Str, nullable: false },
          { name: 'values', type: create, nullable: false },
        ]),
      );
      const upsert = this.ref(`Upsert${plural}Input`, () =>
        declareInput(`Upsert${plural}Input`, 'Up to 1,000 items; the source of the ids comes from the credential.', [
          { name: 'items', type: t.listOf(item), nullable: false },
        ]),
      );
      specs.push({
        name: `upsert${plural}`,
        type: () => t.UpsertPayload,
        args: input(upsert),
        description: 'Creates or updates each item by its external id; each happens whole or not at all.',
      });
    }
    return specs;
  }

  private createInput(noun: Noun): TypeRef {
    return this.ref(`Create${noun.typeName}Input`, () =>
      declareInput(
        `Create${noun.typeName}Input`,
        `A new ${noun.label.en.toLowerCase()}.`,
        inputFields(noun, 'create').map((field) => this.inputField(field)),
      ),
    );
  }

  private inputField(field: Field): FieldSpec {
    const nullable = !(field.required && field.default === undefined);
    const { description } = field;
    if (field.kind === 'link') return { name: `${field.name}Id`, type: t.Id, nullable, description };
    if (field.kind === 'dictionary') return { name: field.name, type: t.Str, nullable, description };
    if (field.kind === 'phones') return { name: field.name, type: t.listOf(() => t.PhoneInput), description };
    if (field.kind === 'emails') return { name: field.name, type: t.listOf(() => t.EmailInput), description };
    if (field.kind === 'addresses') return { name: field.name, type: t.listOf(() => t.AddressInput), description };
    if (field.kind === 'many') {
      const target = this.nouns.get(field.to!);
      const item = this.ref(`${target.typeName}Input`, () =>
        declareInput(
          `${target.typeName}Input`,
          target.description,
          inputFields(target, 'create').map((of) => this.inputField(of)),
        ),
      );
      return { name: field.name, type: t.listOf(item), description };
    }
    return { name: field.name, type: this.outputType(field), nullable, description };
  }
}

const fieldsWith = (noun: Noun, flag: 'filter' | 'sort' | 'group' | 'aggregate'): Field[] =>
  [...noun.fields.values()].filter((field) => field[flag]);

/** Fields that the create or update input of a noun takes. */
export const inputFields = (noun: Noun, action: 'create' | 'update'): Field[] =>
  [...noun.fields.values()].filter((field) => {
    if (field.kind === 'derived' || field.kind === 'externalIds' || (field.kind === 'many' && !field.owned))
      return false;
    const input = field.input ?? 'both';
    return input === 'both' || (action === 'create' && input === 'create');
  });
