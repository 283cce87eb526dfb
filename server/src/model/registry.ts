import { customDefinition, customGroup, customName, type CustomField } from './custom-field';
import type { FieldDefinition, NounDefinition } from './noun';

/** A field with everything defaulted, as the compilers use it. */
export interface Field extends FieldDefinition {
  name: string;
  noun: string;
  column: string; // '' where no column of the table holds it (many, externalIds, age)
  foldColumn: string | null; // folded companion for filter and sort
  soundColumn: string | null; // companion that keeps how Chinese characters are read
}

/** A noun with resolved fields, system fields included. */
export interface Noun extends Omit<NounDefinition, 'fields'> {
  fields: ReadonlyMap<string, Field>;
}

/** All nouns by name. Built by the composition root and handed down; there is no global. */
export class NounRegistry {
  private readonly nouns = new Map<string, Noun>();

  /**
   * @param custom fields that administrators added and did not retire
   * @param retired those that they did: gone, but their names still stand in rules
   */
  constructor(
    private readonly definitions: readonly NounDefinition[],
    readonly custom: readonly CustomField[] = [],
    readonly retired: readonly Pick<CustomField, 'noun' | 'key'>[] = [],
  ) {
    for (const definition of definitions) this.nouns.set(definition.name, resolveNoun(definition, custom));
    for (const noun of this.nouns.values()) {
      for (const field of noun.fields.values()) {
        if (field.to && !this.nouns.has(field.to)) throw new Error(`${noun.name}.${field.name}: no noun ${field.to}`);
      }
    }
  }

  /** The same nouns with these fields of administrators in the place of any others. */
  with(custom: readonly CustomField[], retired: NounRegistry['retired'] = []): NounRegistry {
    return new NounRegistry(this.definitions, custom, retired);
  }

  get(name: string): Noun {
    const noun = this.nouns.get(name);
    if (!noun) throw new Error(`no noun ${name}`);
    return noun;
  }

  has(name: string): boolean {
    return this.nouns.has(name);
  }

  all(): Noun[] {
    return [...this.nouns.values()];
  }

  /** The field, or an error of the programmer's. Names from clients are resolved through GraphQL types first. */
  field(noun: string, name: string): Field {
    const field = this.get(noun).fields.get(name);
    if (!field) throw new Error(`no field ${noun}.${name}`);
    return field;
  }
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const system = (features: NounDefinition['features']): Record<string, FieldDefinition> => ({
  id: { kind: 'id', input: 'system', filter: true, description: 'Opaque id.', label: { en: 'Id', zh: '编号' } },
  ...(features.versioned && {
    version: {
      kind: 'integer',
      input: 'system',
      description: 'Counts the changes of the record; stated when it is written.',
      label: { en: 'Version', zh: '版本' },
    },
  }),
  createdAt: {
    kind: 'dateTime',
    input: 'system',
    filter: true,
    sort: true,
    group: true,
    description: 'When the record entered Kehu.',
    label: { en: 'Created', zh: '创建时间' },
  },
  updatedAt: {
    kind: 'dateTime',
    input: 'system',
    filter: true,
    sort: true,
    group: true,
    description: 'When the record last changed.',
    label: { en: 'Updated', zh: '更新时间' },
  },
  ...(features.softDelete && {
    deletedAt: {
      kind: 'dateTime',
      input: 'system',
      description: 'When the record was deleted; null for live ones.',
      label: { en: 'Deleted', zh: '删除时间' },
    },
  }),
});

function resolveNoun(definition: NounDefinition, custom: readonly CustomField[]): Noun {
  const fields = new Map<string, Field>();
  const all = { ...system(definition.features), ...definition.fields };
  if (customGroup in all) throw new Error(`${definition.name}.${customGroup} would hide what administrators add`);
  for (const [name, field] of Object.entries(all)) fields.set(name, resolveField(definition.name, name, field));
  const own = custom
    .filter(({ noun }) => noun === definition.name)
    .sort((a, b) => a.position - b.position || a.pk - b.pk);
  for (const one of own) {
    const name = customName(one.key);
    fields.set(name, resolveField(definition.name, name, customDefinition(one, 'currency' in all)));
  }
  return { ...definition, fields };
}

function resolveField(noun: string, name: string, field: FieldDefinition): Field {
  const column = columnOf(name, field);
  const folded = field.kind === 'text' && (field.filter || field.sort || field.unique);
  const foldColumn = folded ? `${column}_fold` : null;
  return { ...field, name, noun, column, foldColumn, soundColumn: folded && field.sound ? `${column}_sound` : null };
}

function columnOf(name: string, field: FieldDefinition): string {
  if (field.kind === 'many' || field.kind === 'externalIds') return '';
  if (field.kind === 'derived') return field.derivation?.from === 'children' ? field.derivation.column : '';
  if (field.column) return field.column;
  return field.kind === 'link' ? `${snake(name)}_pk` : snake(name);
}
