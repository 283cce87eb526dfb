import type { Field, Noun, NounRegistry } from '../model/registry';
import { declareObject, type FieldSpec, type TypeRef } from './declare';
import type { FilterTypes } from './filter-types';
import * as t from './shared-types';
import { enumRef, type TypeStore } from './type-store';

/** What records of each noun, their pages and their history look like. */
export class OutputTypes {
  constructor(
    private readonly store: TypeStore,
    private readonly nouns: NounRegistry,
    private readonly filters: FilterTypes,
  ) {}

  /** A record. */
  object(noun: Noun): TypeRef {
    return this.store.ref(noun.typeName, () => {
      const fields = [...noun.fields.values()].map((field) => this.outputField(field));
      fields.push({
        name: 'access',
        type: () => t.Access,
        nullable: false,
        description: 'What the caller may do with this record.',
      });
      fields.push({
        name: 'customValues',
        type: t.Json,
        description:
          'Values of fields that administrators added, by key, for who does not know them when the document is written.',
        args: [
          {
            name: 'keys',
            type: t.listOf(t.Str),
            description: 'These alone; all that the caller may see unless given.',
          },
        ],
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
        { name: 'where', type: this.filters.where(target) },
        { name: 'orderBy', type: t.listOf(this.filters.orderBy(target)) },
        { name: 'first', type: t.Int },
        { name: 'after', type: t.Str },
      ],
    };
  }

  /** The value of a field. */
  outputType(field: Field): TypeRef {
    switch (field.kind) {
      case 'id':
        return t.Id;
      case 'choice':
        return enumRef(field, 'type');
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

  /** A page of records. */
  connection(noun: Noun): TypeRef {
    const name = noun.typeName;
    const edge = this.store.ref(`${name}Edge`, () =>
      declareObject(`${name}Edge`, `A ${noun.label.en.toLowerCase()} and its place in the list.`, [
        { name: 'cursor', type: t.Str, nullable: false },
        { name: 'node', type: this.object(noun), nullable: false },
      ]),
    );
    return this.store.ref(`${name}Connection`, () =>
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
    const entry = this.store.ref('HistoryEntry', () =>
      declareObject('HistoryEntry', 'One change of a record.', [
        { name: 'at', type: t.DateTime, nullable: false },
        { name: 'by', type: this.object(this.nouns.get('user')) },
        { name: 'action', type: t.Str, nullable: false },
        { name: 'changes', type: t.listOf(() => t.FieldChange), nullable: false },
      ]),
    );
    const edge = this.store.ref('HistoryEdge', () =>
      declareObject('HistoryEdge', 'A change and its place in the history.', [
        { name: 'cursor', type: t.Str, nullable: false },
        { name: 'node', type: entry, nullable: false },
      ]),
    );
    return this.store.ref('HistoryConnection', () =>
      declareObject('HistoryConnection', 'A page of changes, newest first.', [
        { name: 'edges', type: t.listOf(edge), nullable: false },
        { name: 'nodes', type: t.listOf(entry), nullable: false },
        { name: 'pageInfo', type: () => t.PageInfo, nullable: false },
      ]),
    );
  }
}
