import type { Field, Noun, NounRegistry } from '../model/registry';
import { declareInput, type TypeRef } from './declare';
import * as t from './shared-types';
import { enumRef, fieldsWith, type TypeStore } from './type-store';

/** What filters and orders of each noun look like. */
export class FilterTypes {
  constructor(
    private readonly store: TypeStore,
    private readonly nouns: NounRegistry,
  ) {}

  /** Conditions on a record. */
  where(noun: Noun): TypeRef {
    const name = `${noun.typeName}Where`;
    const self = (): TypeRef => () => this.store.made.get(name);
    return this.store.ref(name, () =>
      declareInput(name, `Filters ${noun.plural}; several fields in one object mean "and".`, [
        { name: 'isNull', type: t.Bool, description: 'For to-one hops: whether there is no such record in the view.' },
        { name: 'and', type: t.listOf(self()) },
        { name: 'or', type: t.listOf(self()) },
        { name: 'not', type: self() },
        ...fieldsWith(noun, 'filter').map((field) => ({ name: field.name, type: this.filter(field) })),
      ]),
    );
  }

  /** Conditions on a field. */
  filter(field: Field): TypeRef {
    switch (field.kind) {
      case 'id':
        return () => t.IDFilter;
      case 'choice':
        return enumRef(field, 'filter');
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
    return this.store.ref(name, () =>
      declareInput(name, `Compares the ${noun.plural} of a record.`, [
        { name: 'some', type: where },
        { name: 'none', type: where },
        { name: 'every', type: where },
      ]),
    );
  }

  /** One key of an order. */
  orderBy(noun: Noun): TypeRef {
    const name = `${noun.typeName}OrderBy`;
    return this.store.ref(name, () =>
      declareInput(name, 'One field an object; several objects in order.', [
        ...fieldsWith(noun, 'sort').map((field) => ({
          name: field.name,
          type: field.kind === 'link' ? this.orderBy(this.nouns.get(field.to!)) : () => t.Direction,
        })),
        { name: 'nulls', type: () => t.Nulls },
      ]),
    );
  }
}
