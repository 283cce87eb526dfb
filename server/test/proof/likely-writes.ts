import { isInputObjectType, isNonNullType, type GraphQLInputField } from 'graphql';
import { parseDecimal } from '@kehu/shared';
import type { Row, World } from '../../src/access/oracle/company';
import { grantsFor, namesField, policyOf, visibleRows } from '../../src/access/oracle/view';
import type { Action } from '../../src/access/policy';
import { inScope } from '../../src/access/oracle/scopes';
import { canRemove, canWrite } from '../../src/access/oracle/write';
import { customGroup, customName } from '../../src/model/custom-field';
import type { Field, Noun } from '../../src/model/registry';
import { noon } from '../../src/access/oracle/testing/test-world';
import { offeredTo, schemaOffering } from './schema';

/** A record with the fields of it that its principal may write as it stands. */
export interface Writable {
  row: Row;
  fields: ReadonlySet<string>;
}

type Values = Readonly<Record<string, unknown>>;

/** The field of the noun that an input's field writes. */
export const writtenBy = (noun: Noun, name: string): Field | undefined =>
  noun.fields.get(name) ?? noun.fields.get(name.replace(/Id$/, ''));

/** Fields of the input of such a write, as the principal is offered them. */
export function inputFields(world: World, action: 'create' | 'update', noun: Noun): GraphQLInputField[] {
  const type = schemaOffering(offeredTo(world)).getType(
    `${action === 'create' ? 'Create' : 'Update'}${noun.typeName}Input`,
  );
  if (!isInputObjectType(type)) throw new Error(`no input of ${noun.name}`);
  return Object.values(type.getFields()).filter(({ name }) => name !== 'id' && name !== 'version');
}

/** What the rules let a principal write of a company as it was at first, by the oracle: where likely writes come from. */
export class LikelyWrites {
  private readonly writable = new Map<string, readonly Writable[]>();
  private readonly removable = new Map<string, readonly Row[]>();

  constructor(readonly world: World) {}

  /** Whether some grant covers all that a new record needs. */
  mayCreate(noun: Noun): boolean {
    const policy = policyOf(this.world, noun.name);
    const needed = inputFields(this.world, 'create', noun)
      .filter(({ type }) => isNonNullType(type))
      .map(({ name }) => writtenBy(noun, name)!);
    return (
      grantsFor(this.world, noun.name, 'create').some((grant) =>
        needed.every(({ name }) => namesField(policy, grant.fields, name)),
      ) && needed.every(({ to }) => to === undefined || visibleRows(this.world, to).length > 0)
    );
  }

  /** Records of the view that a grant of the action covers. */
  allowed(noun: string, action: Action): readonly Row[] {
    const grants = grantsFor(this.world, noun, action);
    if (grants.length === 0) return [];
    return visibleRows(this.world, noun).filter((row) =>
      grants.some(({ scope }) => inScope(this.world, noun, row, scope, action)),
    );
  }

  /** Records that may be changed, in some field at least. */
  updatable(noun: Noun): readonly Writable[] {
    const known = this.writable.get(noun.name);
    if (known) return known;
    const { world } = this;
    const may = (row: Row, fields: readonly string[]): boolean =>
      canWrite(world, { noun: noun.name, before: row, after: row, fields }).allowed;
    const grants = grantsFor(world, noun.name, 'update');
    const fields = inputFields(world, 'update', noun).flatMap(({ name, type }) =>
      name === customGroup && isInputObjectType(type)
        ? Object.keys(type.getFields()).map((key) => customName(key.replace(/Id$/, '')))
        : [writtenBy(noun, name)!.name],
    );
    const found =
      grants.length === 0
        ? []
        : visibleRows(world, noun.name)
            .filter((row) => may(row, []))
            .map((row) => ({ row, fields: new Set(fields.filter((field) => may(row, [field]))) }))
            .filter((of) => of.fields.size > 0);
    this.writable.set(noun.name, found);
    return found;
  }

  /** Records that may be deleted or restored. */
  removables(noun: Noun, action: 'delete' | 'restore'): readonly Row[] {
    const key = `${action} ${noun.name}`;
    const known = this.removable.get(key);
    if (known) return known;
    const found = visibleRows(this.world, noun.name, action === 'restore').filter(
      (row) => canRemove(this.world, noun.name, row, action).allowed,
    );
    this.removable.set(key, found);
    return found;
  }

  /** Whether the rules let this very input pass; `before` is null for a new record. */
  passes(noun: Noun, before: Row | null, input: Values): boolean {
    const { world } = this;
    const after = this.after(noun, before, input);
    const rows = world.company[noun.name]!;
    const changed = before === null ? [...rows, after] : rows.map((row) => (row === before ? after : row));
    const fields = Object.keys(input).flatMap((name) =>
      name === customGroup
        ? Object.keys(input[name] as object).map((key) => customName(key.replace(/Id$/, '')))
        : name === 'id' || name === 'version'
          ? []
          : [writtenBy(noun, name)!.name],
    );
    const afterWorld = { ...world, company: { ...world.company, [noun.name]: changed } };
    return canWrite(world, { noun: noun.name, before, after, fields, afterWorld }).allowed;
  }

  /** The record as it would be, as far as rules look at it. */
  private after(noun: Noun, before: Row | null, input: Values): Row {
    const { company, principal } = this.world;
    const values = Object.entries(input).flatMap(([name, value]): [string, unknown][] => {
      const field = writtenBy(noun, name);
      if (!field || name === 'id' || name === 'version') return [];
      if (value === null) return [[field.name, null]];
      if (field.kind === 'link') return [[field.name, company[field.to!]!.find(({ id }) => id === value)?.pk ?? -1]];
      if (field.kind === 'decimal') return [[field.name, parseDecimal(String(value))]];
      return [[field.name, field.kind === 'dateTime' ? Date.parse(String(value)) : value]];
    });
    if (before !== null) return { ...before, ...Object.fromEntries(values) };
    const person = principal.kind === 'user';
    const own: [string, unknown][] = [
      ['owner', person ? principal.pk : null],
      ['team', person ? principal.homeTeamPk : null],
    ];
    const defaults = [...noun.fields.values()].flatMap((field): [string, unknown][] =>
      field.default === undefined ? [] : [[field.name, field.default === 'now' ? noon : field.default]],
    );
    return {
      pk: Math.max(0, ...company[noun.name]!.map(({ pk }) => pk)) + 1,
      id: '00000000-0000-4000-8000-00000000fffe',
      version: 1,
      createdAt: noon,
      updatedAt: noon,
      ...Object.fromEntries([...defaults, ...own.filter(([name]) => noun.fields.has(name)), ...values]),
    };
  }
}
