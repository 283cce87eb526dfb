import type { Noun, NounRegistry } from '../model/registry';
import { AggregateTypes } from './aggregate-types';
import { declareOperations, type ArgSpec, type FieldSpec, type TypeRef } from './declare';
import { FilterTypes } from './filter-types';
import { MutationTypes } from './mutation-types';
import { OutputTypes } from './output-types';
import * as t from './shared-types';
import { TypeStore } from './type-store';

/** The types and operations of every noun. */
export class NounTypes {
  private readonly store = new TypeStore();
  private readonly filters: FilterTypes;
  private readonly outputs: OutputTypes;
  private readonly aggregates: AggregateTypes;
  private readonly changes: MutationTypes;

  constructor(private readonly nouns: NounRegistry) {
    this.filters = new FilterTypes(this.store, nouns);
    this.outputs = new OutputTypes(this.store, nouns, this.filters);
    this.aggregates = new AggregateTypes(this.store, nouns, this.outputs, this.filters);
    this.changes = new MutationTypes(this.store, nouns, this.outputs);
  }

  /** Declares all types and operations; the result goes to TypeGraphQL's `resolvers`. */
  declare(): { resolvers: Function[]; orphans: Function[] } {
    const resolvers = this.nouns.all().map((noun) => this.operations(noun));
    for (const noun of this.nouns.all()) this.outputs.object(noun);
    this.store.settle();
    return { resolvers, orphans: [...this.store.made.values()] };
  }

  /** The class of a noun's object type, for hand-written types that answer with one. */
  objectRef(noun: string): TypeRef {
    return this.outputs.object(this.nouns.get(noun));
  }

  /** The class of a noun's filter, for hand-written operations that take one. */
  whereRef(noun: string): TypeRef {
    return this.filters.where(this.nouns.get(noun));
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
        type: this.outputs.object(noun),
        nullable: true,
        description: `One ${noun.label.en.toLowerCase()} of the caller's view; null for absent and invisible ones alike.`,
        args: [{ name: 'id', type: t.Id, nullable: false }, ...deleted],
      },
      {
        name: noun.plural,
        type: this.outputs.connection(noun),
        description: `${noun.label.en} list: the caller's view, newest change first unless ordered.`,
        args: [
          { name: 'where', type: this.filters.where(noun) },
          { name: 'search', type: t.Str },
          { name: 'orderBy', type: t.listOf(this.filters.orderBy(noun)) },
          { name: 'first', type: t.Int },
          { name: 'after', type: t.Str },
          { name: 'last', type: t.Int },
          { name: 'before', type: t.Str },
          ...deleted,
        ],
      },
      {
        name: `${noun.name}Aggregate`,
        type: this.aggregates.aggregate(noun),
        description: `Groups and measures over the ${noun.plural} of the caller's view.`,
        args: this.aggregates.aggregateArgs(noun),
      },
    ];
    return declareOperations(
      `${noun.typeName}Operations`,
      queries,
      noun.features.mutations ? this.changes.mutations(noun) : [],
    );
  }
}
