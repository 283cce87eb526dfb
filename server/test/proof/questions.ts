import fc from 'fast-check';
import type { ListQuestion } from '../../src/access/oracle/read';
import type { OracleOrder } from '../../src/access/oracle/order';
import type { OracleWhere } from '../../src/access/oracle/filter';
import type { AggregateQuestion } from '../../src/access/oracle/aggregate';
import type { Field } from '../../src/model/registry';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { inOrder } from './companies';
import { dictionaryKeys, operandOf, texts } from './values';

const fieldsOf = (noun: string, keep: (field: Field) => boolean): Field[] =>
  [...nouns.get(noun).fields.values()].filter(keep);

const comparing = ['gt', 'gte', 'lt', 'lte'] as const;
const searching = ['contains', 'startsWith', 'endsWith'] as const;

function operatorsOf(field: Field): fc.Arbitrary<OracleWhere> {
  const operand = operandOf(field);
  const one = (name: string, of: fc.Arbitrary<unknown>): fc.Arbitrary<OracleWhere> =>
    of.map((value) => ({ [name]: value }));
  const several = fc.array(operand, { maxLength: 2 });
  const equality = fc.oneof(one('eq', operand), one('ne', operand), one('in', several), one('notIn', several));
  const presence = one('isNull', fc.boolean());
  const type = field.derivation?.from === 'children' ? field.derivation.type : field.kind;
  switch (type) {
    case 'tags': {
      const tags = fc.array(fc.constantFrom('red', 'B%', 'x'), { maxLength: 2 });
      return fc.oneof(
        one('has', fc.constant('RED')),
        one('hasAny', tags),
        one('hasAll', tags),
        one('isEmpty', fc.boolean()),
      );
    }
    case 'choices': {
      const keys = fc.array(fc.constantFrom(...dictionaryKeys, 'Gold'), { maxLength: 2 });
      return fc.oneof(
        one('has', fc.constantFrom('gold', 'GOLD')),
        one('hasAny', keys),
        one('hasAll', keys),
        one('isEmpty', fc.boolean()),
      );
    }
    case 'dictionary':
      return fc.oneof(one('key', fc.oneof(equality, presence)), presence);
    case 'text':
      return fc.oneof(equality, presence, ...searching.map((name) => one(name, fc.constantFrom(...texts))));
    case 'decimal':
    case 'integer':
    case 'date':
    case 'dateTime':
      return fc.oneof(
        equality,
        presence,
        ...comparing.map((name) => one(name, operand)),
        one('between', fc.tuple(operand, operand)),
      );
    default:
      return fc.oneof(equality, presence);
  }
}

/** A filter over the noun's fields, its relations and and, or, not, at most `depth` hops deep. */
export function wheres(noun: string, depth = 2): fc.Arbitrary<OracleWhere> {
  const entry = fc
    .constantFrom(...fieldsOf(noun, (field) => field.filter === true && field.kind !== 'id'))
    .chain((field) => {
      if (field.kind !== 'link' && field.kind !== 'many') return operatorsOf(field).map((of) => ({ [field.name]: of }));
      if (depth === 0) return fc.constant({});
      const inner = wheres(field.to!, depth - 1);
      if (field.kind === 'link') {
        return fc
          .oneof(
            fc.boolean().map((isNull): OracleWhere => ({ isNull })),
            inner,
          )
          .map((of) => ({ [field.name]: of }));
      }
      const quantifier = fc.constantFrom('some', 'none', 'every');
      return fc.tuple(quantifier, inner).map(([name, of]) => ({ [field.name]: { [name]: of } }));
    });
  if (depth === 0) return entry;
  const list = fc.array(entry, { maxLength: 2 });
  return fc.oneof(
    { weight: 4, arbitrary: entry },
    { weight: 1, arbitrary: entry.map((of) => ({ not: of })) },
    { weight: 1, arbitrary: list.map((of) => ({ or: of })) },
    { weight: 1, arbitrary: list.map((of) => ({ not: { and: of } })) },
  );
}

/** One `orderBy` object, at most `depth` to-one hops deep. */
function orders(noun: string, depth = 1): fc.Arbitrary<OracleOrder> {
  const direction = fc.constantFrom('ASC', 'DESC');
  const plain = fieldsOf(noun, (field) => field.sort === true && field.kind !== 'link');
  const own = fc.constantFrom(...plain).chain((field) => direction.map((of): OracleOrder => ({ [field.name]: of })));
  const links = fieldsOf(noun, (field) => field.sort === true && field.kind === 'link');
  if (depth === 0 || links.length === 0) return own;
  const hop = fc
    .constantFrom(...links)
    .chain((field) => orders(field.to!, depth - 1).map((of): OracleOrder => ({ [field.name]: of })));
  return fc.oneof({ weight: 3, arbitrary: own }, { weight: 1, arbitrary: hop });
}

const nulls = fc.constantFrom({}, {}, { nulls: 'FIRST' }, { nulls: 'LAST' });

export interface NounQuestion<Q> {
  noun: string;
  question: Q;
}

const searches = fc.constantFrom('a', '客', 'b%', '•', "o'x a", '+861');

const liveQuestions = (noun: string): fc.Arbitrary<ListQuestion> =>
  fc.record(
    {
      where: wheres(noun),
      search: searches,
      orderBy: fc.array(
        fc.tuple(orders(noun), nulls).map(([order, at]) => ({ ...order, ...at })),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  );

const deletedQuestions = (noun: string): fc.Arbitrary<ListQuestion> =>
  nouns.get(noun).features.softDelete
    ? fc.record({ deleted: fc.constant(true), search: searches }, { requiredKeys: ['deleted'] })
    : fc.constant({});

/** A list of any noun. */
export const listQuestions: fc.Arbitrary<NounQuestion<ListQuestion>> = fc.constantFrom(...inOrder).chain((noun) =>
  fc.record({
    noun: fc.constant(noun),
    question: fc.oneof({ weight: 6, arbitrary: liveQuestions(noun) }, { weight: 1, arbitrary: deletedQuestions(noun) }),
  }),
);

/** Groups and sums of any noun that has something to add up. */
export const aggregateQuestions: fc.Arbitrary<NounQuestion<AggregateQuestion>> = fc
  .constantFrom('customer', 'order', 'orderItem', 'opportunity', 'product', 'ticket')
  .chain((noun) => {
    const groupable = (of: string): Field[] =>
      fieldsOf(of, ({ group, kind }) => group === true && !['link', 'date', 'dateTime', 'derived'].includes(kind));
    const hops = fieldsOf(noun, (field) => field.group === true && field.kind === 'link');
    const paths = [
      ...groupable(noun).map((field) => [field.name]),
      ...hops.flatMap((hop) => groupable(hop.to!).map((field) => [hop.name, field.name])),
    ];
    const summed = fieldsOf(noun, (field) => field.aggregate === true).map((field) => field.name);
    return fc.record({
      noun: fc.constant(noun),
      question: fc.record(
        {
          where: wheres(noun, 1),
          search: fc.constantFrom('a', '客'),
          groupBy: fc.uniqueArray(fc.constantFrom(...paths), { maxLength: 2, selector: (path) => path.join('.') }),
          fields: fc.subarray(summed),
        },
        { requiredKeys: ['groupBy', 'fields'] },
      ),
    });
  });
