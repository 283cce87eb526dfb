import { overlaid, type StoredRole } from '../access/overlay';
import type { Action, Deny, Grant, Policy } from '../access/policy';
import { rightWords, scopeWords } from '../access/scope-words';
import type { Sentence } from '../errors/errors';
import type { RuleBook } from '../access/rule-book';
import type { Administration } from './administration';
import { actions, fieldRights, rowScopes, type CellRight } from './matrix';

type Language = keyof Sentence;

interface ShownRight extends CellRight {
  words: string;
}

/** A role, built-in ones and retired ones among them, as it is stored or comes with the product. */
export interface KnownRole extends StoredRole {
  builtIn: boolean;
  changed: boolean;
}

/** Every role there is or was: built-in ones first, then the administrators' in the order they were made. */
export function knownRoles({ builtIn, books }: Pick<Administration, 'builtIn' | 'books'>): KnownRole[] {
  const { document } = books.current;
  const own = new Set(builtIn.roles.map(({ key }) => key));
  const changedGrants = new Set(document.grants.map(({ role }) => role));
  return [
    ...builtIn.roles.map((role) => {
      const stored = document.roles.find(({ key }) => key === role.key);
      const changed = stored !== undefined || changedGrants.has(role.key);
      return { ...(stored ?? { ...role, retired: false }), builtIn: true, changed };
    }),
    ...document.roles.filter(({ key }) => !own.has(key)).map((role) => ({ ...role, builtIn: false, changed: false })),
  ];
}

/** What a role may do, noun by noun: grants as they are written, and as a matrix in words. */
export function typeRules(of: Administration, role: string, language: Language): object[] {
  const book = of.books.current;
  return of.nouns.all().map((noun) => {
    const policy = book.policies.get(noun.name)!;
    const grants = policy.roles[role] ?? [];
    const denies = policy.denies?.[role] ?? [];
    const right = ({ scope, cell }: CellRight): ShownRight => ({
      scope,
      cell,
      words: rightWords(book, scope, cell)[language],
    });
    const row = (scope: string): ShownRight => right({ scope, cell: null });
    return {
      type: noun.typeName,
      label: noun.label[language],
      changed: book.document.grants.some((one) => one.role === role && one.noun === noun.name),
      grants: grants.map(shownGrant),
      denies: denies.map((deny) => ({ ...deny, fields: deny.fields ?? null })),
      actions: actions.map((action) => ({ action, rows: rowScopes(grants, action).map(row) })),
      fields: Object.keys(policy.fields).map((name) => {
        const rights = fieldRights(policy, grants, denies, name);
        return {
          ...rights,
          label: noun.fields.get(name)!.label[language],
          read: rights.read.map(right),
          create: rights.create.map(right),
          update: rights.update.map(right),
          export: rights.export.map(right),
          masked: rights.masked.map(row),
          grants: rights.grants.map(row),
          denied: rights.denied.map((one) => ({ ...one, words: scopeWords(book, one.scope)[language] })),
        };
      }),
    };
  });
}

const shownGrant = (grant: Grant): object => ({
  action: grant.action,
  scope: grant.scope,
  fields: grant.fields ?? [],
  cells: Object.entries(grant.cells ?? {}).map(([field, scope]) => ({ field, scope })),
  masked: grant.masked ?? [],
  aggregateOnly: grant.aggregateOnly?.fields ?? [],
  k: grant.aggregateOnly ? (grant.aggregateOnly.k ?? 5) : null,
  grants: grant.grants ?? [],
});

/** A grant as the API takes it. */
export interface GrantInput {
  action: Action;
  scope: string;
  fields?: readonly string[] | null;
  cells?: readonly { field: string; scope: string }[] | null;
  masked?: readonly string[] | null;
  aggregateOnly?: readonly string[] | null;
  k?: number | null;
  grants?: readonly string[] | null;
}

/** A grant as rules hold it. */
export const grantOf = (input: GrantInput): Grant<string> =>
  ({
    action: input.action,
    scope: input.scope,
    ...(input.fields != null && { fields: input.fields }),
    ...(input.cells?.length && { cells: Object.fromEntries(input.cells.map(({ field, scope }) => [field, scope])) }),
    ...(input.masked?.length && { masked: input.masked }),
    ...(input.aggregateOnly?.length && {
      aggregateOnly: { fields: input.aggregateOnly, ...(input.k != null && { k: input.k }) },
    }),
    ...(input.grants?.length && { grants: input.grants }),
  }) as Grant;

export const denyOf = (input: { action: Action; scope: string; fields?: readonly string[] | null }): Deny =>
  ({ action: input.action, scope: input.scope, ...(input.fields != null && { fields: input.fields }) }) as Deny;

/** What differs between two sets of rules, in words, by role, noun, field and action. */
export function differences(
  of: Administration,
  before: RuleBook,
  after: RuleBook,
  language: Language,
): { role: string; type: string; field: string | null; action: Action; before: string; after: string }[] {
  const found: ReturnType<typeof differences> = [];
  const roles = new Set([...before.roles.keys(), ...after.roles.keys()]);
  for (const noun of of.nouns.all()) {
    const was = before.policies.get(noun.name)!;
    const will = after.policies.get(noun.name)!;
    for (const role of roles) {
      for (const line of linesOf(noun.name, will)) {
        const from = textOf(before, was, role, line, language);
        const to = textOf(after, will, role, line, language);
        if (from.key !== to.key) found.push({ role, type: noun.typeName, ...line, before: from.text, after: to.text });
      }
    }
  }
  return found;
}

interface Line {
  field: string | null;
  action: Action;
}

function linesOf(_noun: string, policy: Policy): Line[] {
  const onFields = (['read', 'create', 'update', 'export'] as const).flatMap((action) =>
    Object.keys(policy.fields).map((field): Line => ({ field, action })),
  );
  return [...actions.map((action): Line => ({ field: null, action })), ...onFields];
}

/** Where a role may do something: the words, and what they stand for, scopes by their conditions. */
function textOf(
  book: RuleBook,
  policy: Policy,
  role: string,
  { field, action }: Line,
  language: Language,
): { key: string; text: string } {
  const grants = book.roles.has(role) ? (policy.roles[role] ?? []) : [];
  const denies = book.roles.has(role) ? (policy.denies?.[role] ?? []) : [];
  const rights: CellRight[] =
    field === null
      ? rowScopes(grants, action).map((scope) => ({ scope, cell: null }))
      : fieldRights(policy, grants, denies, field)[action as 'read' | 'create' | 'update' | 'export'];
  const denied = denies
    .filter((deny) => deny.action === action && (field === null ? !deny.fields : deny.fields?.includes(field)))
    .map(({ scope }) => scope);
  const or = language === 'zh' ? '；或' : '; or ';
  const except = denied.map((scope) => scopeWords(book, scope)[language]).join(or);
  const text = rights.map(({ scope, cell }) => rightWords(book, scope, cell)[language]).join(or);
  const meaning = (scope: string | null): unknown => (scope === null ? null : (policy.scopes[scope] ?? scope));
  return {
    key: JSON.stringify([rights.map(({ scope, cell }) => [meaning(scope), meaning(cell)]), denied.map(meaning)]),
    text:
      except === ''
        ? text
        : `${text} ${language === 'zh' ? '（不包括' : '(except '}${except}${language === 'zh' ? '）' : ')'}`,
  };
}

/** Names of the roles whose grants or denies of any noun name a scope. */
export function rolesUsing(of: Administration, scope: string): string[] {
  const rules = overlaid(of.builtIn, of.nouns, of.books.current.document);
  const used = new Set<string>();
  for (const policy of rules.policies) {
    for (const [role, grants] of Object.entries(policy.roles)) {
      const named = (grants ?? []).some((g) => g.scope === scope || Object.values(g.cells ?? {}).includes(scope));
      if (named && of.books.current.roles.has(role)) used.add(role);
    }
    for (const [role, denies] of Object.entries(policy.denies ?? {})) {
      if ((denies ?? []).some((deny) => deny.scope === scope)) used.add(role);
    }
  }
  return [...used];
}
