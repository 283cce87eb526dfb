import type { Field } from '../model/registry';
import { isLimited, keptByLimited, limitedPolicy, type KeyLimits } from './key-limits';
import { scopesIn } from './giver';
import { cellScopeName, covers, deniesOf, grantsOf } from './grant-parts';
import type { Grant, Policy, Right } from './policy';
import { all, and, none, not, or, predicateKey, type Predicate } from './predicate';
import type { Purpose } from './principal';
import { systemFieldNames, type RuleBook } from './rule-book';
import { compileWrites, type WriteView } from './write-view';

/** What one field of a noun shows, given that the row is in the view. */
export interface CellRule {
  /** Rows on which the value itself is shown. */
  read: Predicate;
  /** Names the bit that must stand beside the value; null where rules alone decide. */
  readBit: string | null;
  /** Rows on which its mask stands where the value may not. */
  mask: Predicate;
  maskBit: string | null;
  /** Smallest group whose sum, avg and count may be told, where the field is never readable; else null. */
  aggregateOnly: number | null;
  /** Rows whose values count in them: those that a grant of totals covers, on which nothing takes the field away. */
  totals: Predicate;
  dimension: boolean;
  /** Reads of it are logged. */
  sensitive: boolean;
}

/** One noun as one set of roles sees it. */
export interface NounView {
  noun: string;
  /** Rows in the view, parents included. Deleted rows are the query module's to leave out. */
  row: Predicate;
  /** Own rule alone: what `row` is for rows reached from a parent already known to be in the view. */
  ownRow: Predicate;
  cells: ReadonlyMap<string, CellRule>;
}

/** The compiled rules of one combination of roles under one purpose; shared by all principals that hold it. */
export interface RuleSet {
  key: string;
  book: RuleBook;
  rights: ReadonlySet<Right>;
  view(noun: string): NounView;
  write(noun: string): WriteView;
  /** The rules of the same roles for every purpose they allow: what a write grants is reckoned over all of them. */
  everyPurpose(): readonly RuleSet[];
}

const cellAlways = {
  readBit: null,
  mask: none,
  maskBit: null,
  aggregateOnly: null,
  totals: none,
  dimension: false,
  sensitive: false,
};

/** The bit of a condition, null where it holds always or never. */
export const bitOf = (predicate: Predicate): string | null =>
  predicate.kind === 'all' || predicate.kind === 'none' ? null : predicateKey(predicate);

/**
 * Compiles the rules for these roles. Grants count only from roles that allow the purpose, denies always. A key may be held to
 * less than its roles.
 */
export function compileRuleSet(
  book: RuleBook,
  roles: readonly string[],
  purpose: Purpose,
  limits: KeyLimits | null = null,
): RuleSet {
  const serves = limits?.purposes?.includes(purpose) ?? true;
  const active = serves ? roles.filter((key) => book.roles.get(key)?.purposes.includes(purpose)) : [];
  const policies = new Map<string, Policy>();
  const views = new Map<string, NounView>();
  const writes = new Map<string, WriteView>();
  const policyOf = (noun: string): Policy => memo(policies, noun, () => limitedPolicy(policyIn(book, noun), limits));
  let siblings: readonly RuleSet[] | null = null;
  const ruleSet: RuleSet = {
    key: `${book.version}|${purpose}|${roles.join(',')}${limits ? `|${JSON.stringify(limits)}` : ''}`,
    book,
    rights: new Set(
      active
        .flatMap((key) => book.roles.get(key)!.rights)
        .filter((right) => !isLimited(limits) || keptByLimited.has(right)),
    ),
    view: (noun) => memo(views, noun, () => compileView(ruleSet, policyOf(noun), active, roles, purpose)),
    write: (noun) => memo(writes, noun, () => compileWrites(book, policyOf(noun), active, roles, limits)),
    everyPurpose: () => (siblings ??= forEveryPurpose(ruleSet, roles, purpose, limits)),
  };
  return ruleSet;
}

function forEveryPurpose(
  ruleSet: RuleSet,
  roles: readonly string[],
  purpose: Purpose,
  limits: KeyLimits | null,
): RuleSet[] {
  const { book } = ruleSet;
  const purposes = new Set(roles.flatMap((role) => book.roles.get(role)?.purposes ?? []));
  purposes.delete(purpose);
  return [ruleSet, ...[...purposes].map((other) => compileRuleSet(book, roles, other, limits))];
}

function memo<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key);
  if (known) return known;
  const made = make();
  cache.set(key, made);
  return made;
}

const policyIn = (book: RuleBook, noun: string): Policy => {
  const policy = book.policies.get(noun);
  if (!policy) throw new Error(`noun ${noun} has no policy`);
  return policy;
};

function compileView(
  ruleSet: RuleSet,
  policy: Policy,
  active: readonly string[],
  everyRole: readonly string[],
  purpose: Purpose,
): NounView {
  const { book } = ruleSet;
  const { noun } = policy;
  const definition = book.nouns.get(noun);
  const scopeOf = scopesIn(book, policy);
  const scope = (name: string, field: string | null = null): Predicate => scopeOf(name, 'read', field);
  const cellScope = (grant: Grant, field: string): Predicate => {
    const name = cellScopeName(policy, grant, field);
    return name === null ? all : scope(name, field);
  };
  const grants = grantsOf(policy, active, 'read');
  const denies = deniesOf(policy, everyRole, 'read');
  const rowDenies = denies.filter((deny) => !deny.fields).map((deny) => not(scope(deny.scope)));
  const granted = and(or(...grants.map((grant) => scope(grant.scope))), ...rowDenies);
  const parent = definition.parent ? definition.fields.get(definition.parent)! : null;
  const parentRow = parent && ruleSet.view(parent.to!).row;
  const viaParent: Predicate = parentRow ? { kind: 'via', link: parent.name, where: parentRow } : all;
  const row = and(granted, viaParent);
  // A child's rule that says no more than "the parent is in the view" need not be asked below a visible parent.
  const ownRow = predicateKey(granted) === predicateKey(viaParent) ? all : granted;

  const readOf = (field: string): Predicate => {
    const terms = grants
      .filter((grant) => covers(policy, grant.fields, field))
      .map((grant) => ({ row: scope(grant.scope, field), cell: cellScope(grant, field) }));
    const covered = givenRow(
      grants.map((grant) => scope(grant.scope)),
      terms,
    );
    return and(covered, taken(field));
  };
  /** What takes a field away whatever grants say: want of consent, denies, another rule where its value comes from. */
  const taken = (field: string): Predicate => {
    const { repeats } = definition.fields.get(field)!;
    const original = repeats ? repeatedCell(ruleSet, parent!, repeats) : all;
    const consent = policy.fields[field]!.consent?.includes(purpose) ? (policy.consent?.[purpose] ?? none) : all;
    const fieldDenies = denies
      .filter((deny) => covers(policy, deny.fields, field))
      .map((deny) => not(scope(deny.scope)));
    return and(original, consent, ...fieldDenies);
  };
  const cells = new Map<string, CellRule>();
  for (const field of definition.fields.values()) {
    if (systemFieldNames.has(field.name)) {
      cells.set(field.name, { read: grants.length ? all : none, ...cellAlways });
      continue;
    }
    const rule = policy.fields[field.name]!;
    const read = and(readOf(field.name), ...inputsOf(field).map(readOf));
    const masks = grants
      .filter((grant) => covers(policy, grant.masked, field.name))
      .map((grant) => ({ row: scope(grant.scope), cell: all }));
    const aggregates = grants.filter((grant) => covers(policy, grant.aggregateOnly?.fields, field.name));
    const mask =
      read.kind === 'all'
        ? none
        : givenRow(
            grants.map((grant) => scope(grant.scope)),
            masks,
          );
    // What is worked out from other values is no value of its own: its totals would tell of inputs that are out of sight.
    const totals =
      read.kind === 'none' && !field.derivation
        ? and(
            givenRow(
              grants.map((grant) => scope(grant.scope)),
              aggregates.map((grant) => ({ row: scope(grant.scope, field.name), cell: all })),
            ),
            taken(field.name),
          )
        : none;
    const aggregateOnly =
      totals.kind === 'none' ? null : Math.max(2, ...aggregates.map((grant) => grant.aggregateOnly!.k ?? 5));
    // Names that administrators gave are data: what nothing is granted of is not there.
    const isGranted =
      read.kind !== 'none' ||
      mask.kind !== 'none' ||
      aggregateOnly !== null ||
      ruleSet.write(noun).fields.has(field.name);
    if (field.custom && !isGranted) continue;
    cells.set(field.name, {
      read,
      readBit: bitOf(read),
      mask,
      maskBit: bitOf(mask),
      aggregateOnly,
      totals,
      dimension: rule.dimension === true,
      sensitive: rule.class === 'sensitive' || (rule.class === 'personal' && ruleSet.rights.has('reads:logged')),
    });
  }
  return { noun, row: grants.length ? row : none, ownRow, cells };
}

/** Where a field of the parent is readable, seen from a row whose parent is in the view. */
function repeatedCell(ruleSet: RuleSet, parent: Field, field: string): Predicate {
  const { read } = ruleSet.view(parent.to!).cells.get(field)!;
  return read.kind === 'all' || read.kind === 'none' ? read : { kind: 'via', link: parent.name, where: read };
}

/** Own fields that a derived value is computed from: it is readable only where they all are. */
const inputsOf = (field: Field): string[] =>
  field.derivation?.from === 'own' ? field.derivation.inputs.filter((input) => !systemFieldNames.has(input)) : [];

/**
 * A disjunction of grants, simplified by what is known: the row is in the view, that is, one of `rows` holds. Terms that
 * together cover every way a row can be in the view hold always; with a single way, its condition need not be asked again.
 */
function givenRow(rows: readonly Predicate[], terms: readonly { row: Predicate; cell: Predicate }[]): Predicate {
  const ways = new Set(rows.filter((row) => row.kind !== 'none').map(predicateKey));
  const whole = new Set(terms.filter((term) => term.cell.kind === 'all').map((term) => predicateKey(term.row)));
  if (whole.has(predicateKey(all))) return all;
  if (ways.size > 0 && [...ways].every((way) => whole.has(way))) return all;
  // A share carries a field where its giver has that very field: such a row says more than the way it is in the view by.
  const isKnown = ({ row }: { row: Predicate }): boolean => ways.size === 1 && ways.has(predicateKey(row));
  return or(...terms.map((term) => (isKnown(term) ? term.cell : and(term.row, term.cell))));
}
