import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLList,
} from 'graphql';
import { nouns, noon } from '../../src/access/oracle/testing/test-world';
import { inOrder, mostRows, publicId } from './companies';
import { customGroup } from '../../src/model/custom-field';
import type { Dice } from './dice';
import { dictionaryKeys, texts } from './values';

/** Which fields of a noun an input may name: those that rules do not refuse outright, as a rule. */
export type Allowed = (noun: string, field: string) => boolean;

type Inputs = Readonly<Record<string, unknown>>;

const nounOfType = new Map(nouns.all().map((noun) => [noun.typeName, noun.name]));

/** `CustomerWhere`, `CustomerOrderBy`: the noun that an input speaks about, where it speaks about one. */
const nounOf = (type: GraphQLInputObjectType, ending: string): string | undefined =>
  type.name.endsWith(ending) ? nounOfType.get(type.name.slice(0, -ending.length)) : undefined;

const words = [...texts, 'CNY', 'usd', 'a1', 'B%2', 'A', 'n'];
const amounts = ['0', '1', '-1', '5', '123.4567', '99999999999.9999', '-0.0001', '1.5'];
const moments = [noon - 86_400_000, noon, noon + 86_400_000, noon - 5, noon - 3, 0];

/** Added fields of several choices. */
const several = nouns.custom.filter(({ kind }) => kind === 'multiChoice').map(({ key }) => key);

/** Texts that pass where not every text does. */
const fits: Readonly<Record<string, readonly string[]>> = {
  currency: ['CNY', 'USD'],
  nationalId: ['id1', 'ID 1', 'x9'],
  bankAccount: ['id1', 'x9'],
  number: ['+8613800138000', '+8613900139000'],
  country: ['CN', 'US'],
};

/** Ids that the principal may know of, by noun: those of records in its view. */
export type Known = (noun: string, deleted?: boolean) => readonly string[];

/** Makes inputs of the shipping schema's types: filters, orders, groups, conditions, and what mutations take. */
export class InputMaker {
  constructor(
    private readonly dice: Dice,
    private readonly allowed: Allowed,
    private readonly known: Known,
    /** Only what is valid, and aimed at what is seen. */
    private readonly likely = false,
  ) {}

  /**
   * The id of a record: mostly one in view, else one that is there but hidden, that is there in one of the two companies
   * only, that is not there at all, or no id.
   */
  id(noun = this.dice.pick(inOrder), deleted = false): string {
    const { dice } = this;
    const seen = this.known(noun, deleted);
    if (seen.length > 0 && (this.likely || dice.chance(0.65))) return dice.pick(seen);
    if (dice.chance(0.05)) return dice.pick(['', 'x', '00000000-0000-4000-8000-000000000000']);
    return publicId(noun, 1 + dice.int(mostRows(noun) + 2));
  }

  /** A value of the type. `name` is the argument or field it is for, `depth` how many hops of filters may follow. */
  value(type: GraphQLInputType, name: string, depth: number): unknown {
    if (isNonNullType(type)) return this.value(type.ofType, name, depth);
    if (isListType(type)) {
      const most = name === 'orderBy' || name === 'groupBy' ? 2 : 3;
      return Array.from({ length: this.dice.int(most + 1) }, () => this.value(type.ofType, name, depth - 1));
    }
    if (isEnumType(type)) return this.dice.pick(type.getValues()).name;
    return isInputObjectType(type) ? this.object(type, name, depth) : this.scalar(type.name, name);
  }

  private scalar(type: string, name: string): unknown {
    const { dice } = this;
    switch (type) {
      case 'ID':
        return this.id();
      case 'Int':
        return dice.pick(this.likely ? [0, 1, 2, 3, 5] : [0, 1, 2, 3, 5, -1]);
      case 'Boolean':
        return dice.chance(0.5);
      case 'Decimal':
        if (this.likely) return name === 'discount' ? dice.pick(['0', '0.5']) : dice.pick(['1', '5', '2.5']);
        return dice.pick(amounts);
      case 'DateTime':
        return new Date(dice.pick(moments)).toISOString();
      case 'Date':
        return dice.pick(['1990-06-15', '1990-06-16', '2000-02-29', '2026-06-15']);
      case 'JSON':
        return dice.pick([{}, { likes: 'tea' }, null]);
      default:
        return this.text(name);
    }
  }

  private text(name: string): string {
    const { dice } = this;
    if (this.likely && fits[name]) return dice.pick(fits[name]);
    if (
      name === 'key' ||
      ['tier', 'region', 'industry', 'source', 'stage', 'category', 'type', 'plan', ...several].includes(name)
    ) {
      return dice.pick(this.likely ? dictionaryKeys : [...dictionaryKeys, 'Gold', 'none']);
    }
    if (name === 'currency') return dice.pick(['CNY', 'USD', 'cny', 'EUR']);
    if (name === 'nationalId' || name === 'bankAccount') return dice.pick(['id1', 'ID 1', 'x9', 'y']);
    if (name === 'number') return dice.pick(['+8613800138000', '+861', 'a1']);
    if (name === 'address') return dice.pick(['a@b.example', 'A@B.example']);
    if (name === 'tags') return dice.pick(['red', 'RED', 'b%', 'ｂ%', 'x']);
    if (name === 'timeZone') return dice.pick(['UTC', 'Asia/Shanghai', 'America/New_York']);
    return dice.pick(words);
  }

  private object(type: GraphQLInputObjectType, name: string, depth: number): Inputs {
    const noun = nounOf(type, 'Where');
    if (noun) return this.where(type, noun, depth);
    for (const ending of ['OrderBy', 'GroupBy', 'GroupKeyOrderBy']) {
      const of = nounOf(type, ending);
      if (of) return this.single(type, of, depth, ending === 'OrderBy');
    }
    const fields = Object.values(type.getFields());
    if (/Custom(Where|OrderBy|GroupBy|GroupKeyOrderBy)$/.test(type.name)) return this.added(fields, depth);
    if (type.name.endsWith('ListFilter')) return this.entries([this.dice.pick(fields)], depth - 1);
    if (type.name.endsWith('Filter')) return this.operators(fields, name, depth);
    if (/(Having|OrderBy)$/.test(type.name)) return this.entries([this.dice.pick(fields)], depth);
    const wanted = fields.filter(
      ({ name: of, type: its }) => isNonNullType(its) || (this.likely && of === 'line') || this.dice.chance(0.3),
    );
    return this.entries(wanted, depth);
  }

  /** One condition as a rule, two at times, now and then a tree of and, or and not. */
  private where(type: GraphQLInputObjectType, noun: string, depth: number): Inputs {
    const { dice } = this;
    const fields = type.getFields();
    const trees = depth > 0 && dice.chance(0.25) ? [fields[dice.pick(['and', 'or', 'not'])]!] : [];
    if (trees.length > 0 && dice.chance(0.7)) return this.entries(trees, depth - 1);
    const names = Object.keys(fields).filter(
      (field) => (field === customGroup && dice.chance(0.7)) || this.mayName(noun, field, depth),
    );
    const wanted = dice.some(names, 1, 2).map((field) => fields[field]!);
    return this.entries([...trees, ...wanted], depth - 1);
  }

  private mayName(noun: string, name: string, depth: number): boolean {
    const field = nouns.get(noun).fields.get(name);
    if (!field) return false;
    if ((field.kind === 'link' || field.kind === 'many') && depth <= 0) return false;
    return this.allowed(noun, name) || this.dice.chance(0.015);
  }

  /** An object that names exactly one field, hops at times, and where nulls go. */
  private single(type: GraphQLInputObjectType, noun: string, depth: number, nulls: boolean): Inputs {
    const { dice } = this;
    const fields = type.getFields();
    const hops = depth > 0 && dice.chance(0.3);
    const names = Object.keys(fields).filter((name) => {
      if (name === customGroup) return dice.chance(0.7);
      const field = nouns.get(noun).fields.get(name);
      return field && (field.kind !== 'link' || hops) && (this.allowed(noun, name) || dice.chance(0.01));
    });
    if (names.length === 0) return this.entries([fields[dice.pick(Object.keys(fields))]!], 0);
    const entry = this.entries([fields[dice.pick(names)]!], depth - 1);
    const value = Object.values(entry)[0];
    const flag = value === false ? { [Object.keys(entry)[0]!]: true } : entry;
    return nulls && dice.chance(0.3) ? { ...flag, nulls: dice.pick(['FIRST', 'LAST']) } : flag;
  }

  /** One of the added fields; links to records only where hops are left. */
  private added(fields: readonly GraphQLInputField[], depth: number): Inputs {
    const plain = fields.filter(({ type }) => !isInputObjectType(type) || type.name.endsWith('Filter'));
    return this.entries([this.dice.pick(depth > 0 || plain.length === 0 ? fields : plain)], depth);
  }

  /** One operator as a rule; text is picked to suit the field it is compared with. */
  private operators(fields: readonly GraphQLInputField[], name: string, depth: number): Inputs {
    const wanted = this.dice.some(fields, 1, this.dice.chance(0.1) ? 2 : 1);
    return Object.fromEntries(
      wanted.map((field): [string, unknown] => {
        if (this.dice.chance(0.005)) return [field.name, null];
        if (field.name !== 'between')
          return [field.name, this.value(field.type, field.name === 'key' ? 'key' : name, depth)];
        const bound = (field.type as GraphQLList<GraphQLInputType>).ofType;
        return [field.name, [this.value(bound, name, depth), this.value(bound, name, depth)]];
      }),
    );
  }

  private entries(fields: readonly GraphQLInputField[], depth: number): Inputs {
    return Object.fromEntries(fields.map((field) => [field.name, this.value(field.type, field.name, depth)]));
  }
}
