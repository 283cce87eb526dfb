import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';

const text = (
  name: string,
  description: string,
  check: (value: string) => boolean,
  wanted: string,
): GraphQLScalarType => {
  const parse = (value: unknown): string => {
    const given = typeof value === 'number' ? String(value) : value;
    if (typeof given !== 'string' || !check(given)) throw new GraphQLError(`${name} must be ${wanted}.`);
    return given;
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize: (value) => value,
    parseValue: parse,
    parseLiteral: (node: ValueNode) => {
      if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) return parse(node.value);
      throw new GraphQLError(`${name} must be ${wanted}.`);
    },
  });
};

const isDate = (value: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(value) &&
  Number.isFinite(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value);

/** ISO 8601 moment; answered in UTC with milliseconds. */
export const DateTimeScalar = text(
  'DateTime',
  'ISO 8601, UTC, milliseconds.',
  (value) => /^\d{4}-\d{2}-\d{2}/.test(value) && Number.isFinite(Date.parse(value)),
  'an ISO 8601 date and time',
);

export const DateScalar = text('Date', 'Calendar date, YYYY-MM-DD.', isDate, 'a calendar date, YYYY-MM-DD');

/** Exact decimal as a string. Numbers are taken as they are written. */
export const DecimalScalar = text(
  'Decimal',
  'Exact decimal as a string: at most 11 digits before and 4 after the point.',
  (value) => /^[+-]?\d{1,11}(\.\d{1,4}0*)?$/.test(value),
  'a decimal number of at most 11 digits before and 4 after the point',
);

export const JsonScalar = GraphQLJSON;
