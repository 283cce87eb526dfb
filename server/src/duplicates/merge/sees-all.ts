import type { Predicate } from '../../access/predicate';
import type { RuleSet } from '../../access/rule-set';
import type { Field, Noun, NounRegistry } from '../../model/registry';

/** A link by which rows of a noun hang on records of another. */
export interface HangingLink {
  noun: Noun;
  link: Field;
}

/** Every link that leads to records of this noun, in the order of the registry. */
export const linksTo = (nouns: NounRegistry, to: Noun): HangingLink[] =>
  nouns
    .all()
    .flatMap((noun) =>
      [...noun.fields.values()]
        .filter((field) => field.kind === 'link' && field.to === to.name && field.column !== '')
        .map((link) => ({ noun, link })),
    );

/** Whether the condition holds on every row, by rules alone. */
function always(predicate: Predicate): boolean {
  if (predicate.kind === 'and') return predicate.of.every(always);
  if (predicate.kind === 'or') return predicate.of.some(always);
  // What hangs on a record is in the view with it: a deleted record shows nothing that could be gained.
  return predicate.kind === 'all' || (predicate.kind === 'via' && always(predicate.where));
}

/**
 * Whether rules alone show every record of the noun and everything that hangs on it: whoever merges must know what is put
 * together, and nothing may be told by whether a merge was refused.
 */
export const seesAll = (ruleSet: RuleSet, nouns: NounRegistry, noun: Noun): boolean =>
  always(ruleSet.view(noun.name).row) &&
  linksTo(nouns, noun).every((hanging) => always(ruleSet.view(hanging.noun.name).row));
