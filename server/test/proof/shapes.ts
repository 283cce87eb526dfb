import {
  getNamedType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Dice } from './dice';

/** A document whose arguments are variables, so that the same text serves many requests. */
export interface Shape {
  query: string;
  variables: readonly { name: string; argument: string; type: GraphQLInputType }[];
}

type OperationKind = 'query' | 'mutation' | 'subscription';

const typeNames: ReadonlySet<string> = new Set(nouns.all().map((noun) => noun.typeName));
const isPage = (type: GraphQLNamedType): boolean => type.name.endsWith('Connection');

/** Writes documents over the shipping schema: random selections with aliases, fragments, `@skip` and `@include`. */
export class ShapeMaker {
  private readonly variables: { name: string; argument: string; type: GraphQLInputType }[] = [];
  private readonly fragments: string[] = [];
  private aliases = 0;
  private directives = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly dice: Dice,
  ) {}

  /** A document of one operation with these root fields. */
  document(kind: OperationKind, roots: readonly string[]): Shape {
    const declared = this.variables.map(({ name, type }) => `$${name}: ${type.toString()}`);
    if (this.directives > 0) declared.push('$flag: Boolean!');
    const head = declared.length > 0 ? `(${declared.join(', ')})` : '';
    const flag = { name: 'flag', argument: 'flag', type: this.schema.getType('Boolean') as GraphQLInputType };
    return {
      query: [`${kind} Asked${head} { ${roots.join(' ')} }`, ...this.fragments].join('\n'),
      variables: this.directives > 0 ? [...this.variables, flag] : this.variables,
    };
  }

  /** A root field with these arguments, each a variable, and a selection of what it answers. */
  root(operation: OperationKind, name: string, given: readonly string[], depth = 2, alias = ''): string {
    const type = this.schema.getRootType(operation as OperationTypeNode)!;
    const field = type.getFields()[name]!;
    return `${alias}${name}${this.passed(field, given)}${this.selection(getNamedType(field.type), depth)}`;
  }

  /** `(where: $where1, first: $first2)`; what is not given is left out. */
  private passed(field: GraphQLField<unknown, unknown>, given: readonly string[]): string {
    const parts = given.map((argument) => {
      const found = field.args.find((arg) => arg.name === argument)!;
      const name = `${argument}${this.variables.length}`;
      this.variables.push({ name, argument, type: found.type });
      return `${argument}: $${name}`;
    });
    return parts.length > 0 ? `(${parts.join(', ')})` : '';
  }

  /** What to answer of a type, relations at most `depth` hops deep; empty for plain values. */
  selection(type: GraphQLNamedType, depth: number): string {
    if (type.name === 'Node') {
      const noun = this.dice.pick(nouns.all());
      return ` { __typename id ... on ${noun.typeName}${this.selection(this.schema.getType(noun.typeName)!, 1)} }`;
    }
    if (!isObjectType(type)) return '';
    const fields = Object.values(type.getFields());
    if (!typeNames.has(type.name)) return this.whole(type, fields, depth);
    const parts = fields.map((field) => this.part(field, depth)).filter(Boolean);
    const version = type.getFields().version ? ' version' : '';
    return this.folded(type, [`id${version}`, ...parts]);
  }

  /** Types that stand between records: all of a page, of an aggregate, of a change. */
  private whole(type: GraphQLObjectType, fields: readonly GraphQLField<unknown, unknown>[], depth: number): string {
    const wanted = fields.filter((field) => {
      if (!isPage(type)) return true;
      // Either road to the rows, seldom both; how many there are at times.
      if (field.name === 'nodes') return true;
      return field.name === 'pageInfo' || this.dice.chance(field.name === 'edges' ? 0.2 : 0.5);
    });
    const parts = wanted.map((field) => {
      const inner = getNamedType(field.type);
      if (isObjectType(inner) && typeNames.has(inner.name) && depth <= 0 && !/Edge$|Connection$/.test(type.name)) {
        return `${field.name} { id }`;
      }
      // Below added fields a link is a hop like any other.
      const hops = type.name.endsWith('Custom') && typeNames.has(inner.name) ? 1 : 0;
      return `${field.name}${this.selection(inner, depth - hops)}`;
    });
    return parts.length > 0 ? ` { ${parts.join(' ')} }` : '';
  }

  /** A field of a record, or nothing. */
  private part(field: GraphQLField<unknown, unknown>, depth: number): string {
    const { dice } = this;
    const type = getNamedType(field.type);
    if (type.name === 'HistoryConnection') {
      if (!dice.chance(0.2)) return '';
      return `${this.aliased(field)}(first: ${1 + dice.int(4)})${this.selection(type, 0)}`;
    }
    if (isPage(type)) {
      if (depth <= 0 || !dice.chance(0.2)) return '';
      const given = ['where', 'orderBy'].filter(() => dice.chance(0.25));
      const args = this.passed(field, given);
      const first = `first: ${1 + dice.int(4)}`;
      return `${this.aliased(field)}${args === '' ? `(${first})` : args.replace(/\)$/, `, ${first})`)}${this.selection(type, depth - 1)}`;
    }
    if (typeNames.has(type.name)) {
      return depth > 0 && dice.chance(0.35) ? `${this.aliased(field)}${this.selection(type, depth - 1)}` : '';
    }
    if (!dice.chance(type.name === 'Access' ? 0.25 : 0.4)) return '';
    return `${this.aliased(field)}${this.conditional()}${this.selection(type, depth)}`;
  }

  private aliased(field: GraphQLField<unknown, unknown>): string {
    if (this.aliases >= 12 || !this.dice.chance(0.12)) return field.name;
    this.aliases += 1;
    return `a${this.aliases}: ${field.name}`;
  }

  private conditional(): string {
    if (this.directives >= 6 || !this.dice.chance(0.04)) return '';
    this.directives += 1;
    return this.dice.chance(0.5) ? ' @include(if: $flag)' : ' @skip(if: $flag)';
  }

  /** The selection as it is, or behind a fragment or an inline one. */
  private folded(type: GraphQLObjectType, parts: readonly string[]): string {
    if (this.dice.chance(0.15)) {
      const name = `Part${this.fragments.length}`;
      const at = 1 + this.dice.int(parts.length);
      this.fragments.push(`fragment ${name} on ${type.name} { id ${parts.slice(at).join(' ')} }`);
      return ` { ${parts.slice(0, at).join(' ')} ...${name} }`;
    }
    if (this.dice.chance(0.1)) return ` { id ... on ${type.name} { ${parts.join(' ')} } }`;
    return ` { ${parts.join(' ')} }`;
  }
}
