import type { GraphQLSchema } from 'graphql';
import { customGroup, customKey } from '../../model/custom-field';
import type { Field, Noun, NounRegistry } from '../../model/registry';

/** Fields of administrators of one noun that a schema is to offer. */
export interface OfferedFields {
  noun: Noun;
  fields: readonly Field[];
}

/**
 * What offered fields add to the types of a schema, in its own language: each noun gets a group `custom` wherever its own
 * fields stand.
 */
export const customSdl = (base: GraphQLSchema, nouns: NounRegistry, offered: readonly OfferedFields[]): string =>
  offered.map(({ noun, fields }) => new NounSdl(base, nouns, noun, fields).text()).join('\n');

/** Types of the group `custom` of one noun. */
class NounSdl {
  private readonly parts: string[] = [];

  constructor(
    private readonly base: GraphQLSchema,
    private readonly nouns: NounRegistry,
    private readonly noun: Noun,
    private readonly fields: readonly Field[],
  ) {}

  text(): string {
    const { typeName } = this.noun;
    const all = this.fields;
    const grouped = all.filter(({ group }) => group);
    this.group('type', typeName, 'Custom', all, (field) => this.output(field));
    this.group('input', `${typeName}Where`, 'CustomWhere', all, (field) => this.filter(field));
    this.group('input', `${typeName}OrderBy`, 'CustomOrderBy', sorted(all), (field) =>
      this.hop(field, 'OrderBy', 'Direction'),
    );
    this.group('input', `${typeName}GroupBy`, 'CustomGroupBy', grouped, (field) =>
      this.hop(field, 'GroupBy', field.kind === 'date' ? 'DateBucket' : 'Boolean'),
    );
    this.group('type', `${typeName}GroupKey`, 'CustomGroupKey', grouped, (field) =>
      this.hop(field, 'GroupKey', this.output(field)),
    );
    this.group('input', `${typeName}GroupKeyOrderBy`, 'CustomGroupKeyOrderBy', grouped, (field) =>
      this.hop(field, 'GroupKeyOrderBy', 'Direction'),
    );
    this.measures();
    this.inputs();
    return this.parts.join('\n');
  }

  private measures(): void {
    const sums = this.fields.filter(({ aggregate }) => aggregate);
    const extremes = this.fields.filter(({ aggregate, kind }) => aggregate || kind === 'date');
    const distincts = this.fields.filter(({ group }) => group);
    this.measure(
      ['sum', 'avg', 'median'],
      'Sums',
      sums,
      () => 'Decimal',
      () => 'DecimalFilter',
    );
    this.measure(
      ['min', 'max'],
      'Extremes',
      extremes,
      (field) => this.output(field),
      (field) => this.filter(field),
    );
    this.measure(
      ['countDistinct'],
      'Distincts',
      distincts,
      () => 'Int',
      () => 'IntFilter',
    );
  }

  /** A measure that no built-in field of the noun has is added to the noun's groups too. */
  private measure(
    functions: readonly string[],
    suffix: string,
    fields: readonly Field[],
    output: (field: Field) => string,
    filter: (field: Field) => string,
  ): void {
    if (fields.length === 0) return;
    const { typeName } = this.noun;
    const isNew = !this.base.getType(`${typeName}${suffix}`);
    const make = (kind: 'type' | 'input', ending: string, type: (field: Field) => string): void =>
      this.group(kind, `${typeName}${suffix}${ending}`, `Custom${suffix}${ending}`, fields, type, isNew);
    make('type', '', output);
    make('input', 'Having', filter);
    make('input', 'OrderBy', () => 'Direction');
    if (!isNew) return;
    const listed = (names: readonly string[], type: string): string =>
      names.map((name) => `${name}: ${type}`).join(' ');
    const percentile = functions.includes('median') ? ` percentile(p: Float! = 0.5): ${typeName}${suffix}` : '';
    const orders = functions.filter((name) => name !== 'median');
    this.parts.push(
      `extend type ${typeName}Aggregate { ${listed(functions, `${typeName}${suffix}`)}${percentile} }`,
      `extend input ${typeName}Having { ${listed(functions, `${typeName}${suffix}Having`)} }`,
      `extend input ${typeName}AggregateOrderBy { ${listed(orders, `${typeName}${suffix}OrderBy`)} }`,
    );
  }

  private inputs(): void {
    const { typeName } = this.noun;
    const takers = [`Create${typeName}Input`, `Update${typeName}Input`, `${typeName}Input`].filter(
      (name) => this.base.getType(name) !== undefined,
    );
    if (takers.length === 0) return;
    const own = `${typeName}CustomInput`;
    const lines = this.fields.map((field) => {
      const name = customKey(field.name);
      return `${described(field)}${field.kind === 'link' ? `${name}Id` : name}: ${inputType(field)}`;
    });
    this.parts.push(`input ${own} { ${lines.join('\n')} }`);
    for (const taker of takers) this.parts.push(`extend input ${taker} { ${customGroup}: ${own} }`);
  }

  /** A type of the group, and the group in the type that it belongs to. */
  private group(
    kind: 'type' | 'input',
    owner: string,
    suffix: string,
    fields: readonly Field[],
    type: (field: Field) => string,
    isNew = false,
  ): void {
    if (fields.length === 0) return;
    const own = `${this.noun.typeName}${suffix}`;
    const lines = fields.map((field) => `${described(field)}${customKey(field.name)}: ${type(field)}`);
    this.parts.push(`${kind} ${own} { ${lines.join('\n')} }`);
    this.parts.push(`${isNew ? '' : 'extend '}${kind} ${owner} { ${customGroup}: ${own} }`);
  }

  private hop(field: Field, suffix: string, plain: string): string {
    return field.kind === 'link' ? `${this.nouns.get(field.to!).typeName}${suffix}` : plain;
  }

  private output(field: Field): string {
    return field.kind === 'link' ? this.nouns.get(field.to!).typeName : outputs[field.kind]!;
  }

  private filter(field: Field): string {
    return field.kind === 'link' ? `${this.nouns.get(field.to!).typeName}Where` : filters[field.kind]!;
  }
}

const sorted = (fields: readonly Field[]): Field[] => fields.filter(({ sort }) => sort);

const described = (field: Field): string => `${JSON.stringify(field.description)} `;

const outputs: Readonly<Partial<Record<Field['kind'], string>>> = {
  text: 'String',
  decimal: 'Decimal',
  date: 'Date',
  boolean: 'Boolean',
  dictionary: 'DictionaryEntry',
  choices: '[DictionaryEntry!]',
};

const filters: Readonly<Partial<Record<Field['kind'], string>>> = {
  text: 'StringFilter',
  decimal: 'DecimalFilter',
  date: 'DateFilter',
  boolean: 'BooleanFilter',
  dictionary: 'DictionaryFilter',
  choices: 'TagsFilter',
};

const inputs: Readonly<Partial<Record<Field['kind'], string>>> = {
  ...outputs,
  dictionary: 'String',
  choices: '[String!]',
  link: 'ID',
};

const inputType = (field: Field): string => inputs[field.kind]!;
