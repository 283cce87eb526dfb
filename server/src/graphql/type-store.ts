import type { Field } from '../model/registry';
import type { TypeClass, TypeRef } from './declare';
import * as t from './shared-types';

/** Generated types by their GraphQL names, made on first use so that they may name each other. */
export class TypeStore {
  readonly made = new Map<string, TypeClass>();
  private readonly pending = new Map<string, () => TypeClass>();

  ref(name: string, make: () => TypeClass): TypeRef {
    if (!this.made.has(name) && !this.pending.has(name)) this.pending.set(name, make);
    return () => this.made.get(name);
  }

  /** Types are declared lazily by reference; declaring one may reference more. */
  settle(): void {
    while (this.pending.size > 0) {
      for (const [name, make] of [...this.pending]) {
        this.pending.delete(name);
        if (!this.made.has(name)) this.made.set(name, make());
      }
    }
  }
}

/** Enums must be known to TypeGraphQL before the schema is built, so this one is declared at once. */
export function enumRef(field: Field, part: 'type' | 'filter'): TypeRef {
  const declared = t.enumOf(field.enumName!, field.values!, field.description);
  return () => declared[part];
}

/** Fields of a noun that may be used so. */
export const fieldsWith = (
  noun: { fields: ReadonlyMap<string, Field> },
  flag: 'filter' | 'sort' | 'group' | 'aggregate',
): Field[] => [...noun.fields.values()].filter((field) => field[flag]);
