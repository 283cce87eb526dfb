import type { FieldOf, NounDefinition } from '../model/noun';
import type { Sentence } from '../errors/errors';
import type { Purpose } from './principal';
import type { Predicate } from './predicate';

/** How sensitive a field is. Grants may name a whole class; `internal` is never granted by class. */
export type FieldClass =
  | 'public' // business facts
  | 'identifying' // a name or code that says who it is
  | 'narrative' // free text about people
  | 'personal' // phone, e-mail, address, birth date
  | 'sensitive' // identity number, bank account: every read is logged
  | 'ownership' // whose record it is: owner, team, assignee, the record it hangs on; decides who sees it
  | 'internal';

/** The rule every field of a noun must have; a field without one does not compile. */
export interface FieldRule {
  class: FieldClass;
  /** May filter or group a query that reads an aggregate-only field. */
  dimension?: boolean;
  /** Purposes for which the customer's consent is needed, whatever the role. */
  consent?: readonly Purpose[];
}

export type Action = 'read' | 'create' | 'update' | 'delete' | 'restore' | 'export' | 'contact' | 'share' | 'merge';

/** Names fields one by one or by class ('@personal'). */
export type FieldSet<F extends string> = readonly (F | `@${FieldClass}`)[];

/** What a role is made of: on the rows of `scope`, `action` on `fields`, per field perhaps on fewer rows (`cells`). */
export interface Grant<F extends string = string> {
  action: Action;
  /** A built-in scope (`none own shared team subtree region self all`) or one of the policy's or administrators' own. */
  scope: string;
  fields?: FieldSet<F>;
  cells?: Partial<Record<F | `@${FieldClass}`, string>>;
  /** Fields that show their mask on these rows where they can't be read. */
  masked?: FieldSet<F>;
  /** Fields open to sum, avg and count over at least `k` customers and to nothing else. */
  aggregateOnly?: { fields: FieldSet<F>; k?: number };
  /** Fields whose writing may change who sees what (owner, team, assignee): the grant right. */
  grants?: FieldSet<F>;
}

/** Subtracts from every role. Without fields the whole row is gone. */
export interface Deny<F extends string = string> {
  action: Action;
  scope: string;
  fields?: FieldSet<F>;
}

/** Who may see and change what of one noun, in one file. */
export interface Policy<F extends string = string> {
  noun: string;
  fields: Record<F, FieldRule>;
  /** Scopes that this noun knows beside `none` and `all`; a role that names another one gets nothing. */
  scopes: Record<string, Predicate>;
  roles: Partial<Record<string, readonly Grant<F>[]>>;
  denies?: Partial<Record<string, readonly Deny<F>[]>>;
  /** A customer's consent for the request's purpose, seen from a row of this noun. */
  consent?: Partial<Record<Purpose, Predicate>>;
  /** From a row of this noun to the customer whose distinct count k-anonymity needs: [] for the customer itself. */
  subject?: readonly string[];
}

/** System fields whose rule is the same for every noun: public, except that deletion shows only to restorers. */
export type SystemField = 'id' | 'version' | 'createdAt' | 'updatedAt' | 'deletedAt';

/** Declares a policy typed over the noun's keys. */
export const definePolicy = <N extends NounDefinition>(
  noun: N,
  policy: Omit<Policy<FieldOf<N>>, 'noun'>,
): Policy<FieldOf<N>> => ({ noun: noun.name, ...policy });

/** A role: what it is called, for which purposes it may be used (the first is its default) and its global rights. */
export interface Role {
  key: string;
  label: Sentence;
  purposes: readonly Purpose[];
  rights: readonly Right[];
}

/** Rights that are not about one noun. */
export type Right =
  | 'query:adhoc'
  /** Documents over the budget of a request, as jobs. */
  | 'query:background'
  | 'users:manage'
  | 'roles:manage'
  | 'dictionaries:manage'
  | 'fields:manage'
  | 'rules:read'
  | 'audit:read'
  | 'imports:run'
  | 'explain:others'
  /** Not a freedom but a duty: every read of personal fields is logged, not only of sensitive ones. */
  | 'reads:logged';
