import { boundTo } from './bound';
import { and, none, or, type Predicate } from './predicate';
import type { Principal } from './principal';
import { bitOf, type CellRule, type NounView, type RuleSet } from './rule-set';
import type { WriteView } from './write-view';

/**
 * The rules under which one sees what both see: every condition of the one and every condition of the other, each asked with
 * its own principal's values. Read-only, nothing may be written; else only what both may write.
 */
export function intersectRuleSets(
  own: RuleSet,
  other: { principal: Principal; ruleSet: RuleSet },
  readOnly: boolean,
): RuleSet {
  const { principal } = other;
  const views = new Map<string, NounView>();
  const writes = new Map<string, WriteView>();
  const values = [principal.kind, principal.pk, principal.teamPks, principal.subtreeTeamPks];
  const both: RuleSet = {
    key: `${own.key}&${other.ruleSet.key}&${JSON.stringify(values)}${readOnly ? '&read' : ''}`,
    book: own.book,
    rights: new Set([...own.rights].filter((right) => other.ruleSet.rights.has(right))),
    view(noun) {
      let view = views.get(noun);
      if (!view) views.set(noun, (view = intersectViews(own.view(noun), other.ruleSet.view(noun), principal)));
      return view;
    },
    write(noun) {
      let write = writes.get(noun);
      if (!write) {
        write = readOnly
          ? nothing(own.write(noun))
          : intersectWrites(own.write(noun), other.ruleSet.write(noun), principal);
        writes.set(noun, write);
      }
      return write;
    },
    everyPurpose: () => [both, ...own.everyPurpose(), ...other.ruleSet.everyPurpose()],
  };
  return both;
}

/** What both views show; the conditions of the other are asked with this principal's values, or with whoever asks. */
export function intersectViews(own: NounView, other: NounView, principal: Principal | null): NounView {
  const bound = (of: Predicate): Predicate => (principal ? boundTo(principal, of) : of);
  const cells = new Map<string, CellRule>();
  for (const [field, cell] of own.cells) {
    const counterpart = other.cells.get(field);
    if (counterpart) cells.set(field, intersectCells(cell, counterpart, bound));
  }
  return {
    noun: own.noun,
    row: and(own.row, bound(other.row)),
    ownRow: and(own.ownRow, bound(other.ownRow)),
    cells,
  };
}

/** A mask stands where each of the two is shown the value or the mask, and not both the value. */
function intersectCells(own: CellRule, other: CellRule, bound: (of: Predicate) => Predicate): CellRule {
  const otherRead = bound(other.read);
  const read = and(own.read, otherRead);
  const mask = read.kind === 'all' ? none : and(or(own.read, own.mask), or(otherRead, bound(other.mask)));
  // Totals over rows that one of them may not read row by row are for both only where totals are all that either is told.
  const told = ({ read: of, totals }: CellRule): Predicate => (of.kind === 'all' ? of : totals);
  const totals = read.kind === 'none' ? and(told(own), bound(told(other))) : none;
  return {
    read,
    readBit: bitOf(read),
    mask,
    maskBit: bitOf(mask),
    aggregateOnly: totals.kind === 'none' ? null : Math.max(2, own.aggregateOnly ?? 0, other.aggregateOnly ?? 0),
    totals,
    dimension: own.dimension && other.dimension,
    sensitive: own.sensitive || other.sensitive,
  };
}

function nothing(of: WriteView): WriteView {
  const fields = new Map([...of.fields.keys()].map((field) => [field, { create: none, update: none, grant: none }]));
  return {
    noun: of.noun,
    create: none,
    update: none,
    delete: none,
    restore: none,
    share: none,
    merge: none,
    fields,
    left: () => none,
  };
}

function intersectWrites(own: WriteView, other: WriteView, principal: Principal): WriteView {
  const both = (part: 'create' | 'update' | 'delete' | 'restore' | 'share' | 'merge') =>
    and(own[part], boundTo(principal, other[part]));
  const fields = new Map(
    [...own.fields].map(([field, rule]) => {
      const bound = other.fields.get(field) ?? { create: none, update: none, grant: none };
      const part = (of: 'create' | 'update' | 'grant') => and(rule[of], boundTo(principal, bound[of]));
      return [field, { create: part('create'), update: part('update'), grant: part('grant') }];
    }),
  );
  return {
    noun: own.noun,
    create: both('create'),
    update: both('update'),
    delete: both('delete'),
    restore: both('restore'),
    share: both('share'),
    merge: both('merge'),
    fields,
    left: (action, field) => and(own.left(action, field), boundTo(principal, other.left(action, field))),
  };
}
