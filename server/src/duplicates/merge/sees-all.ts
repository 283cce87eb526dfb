import type { RuleSet } from '../../access/rule-set';
import type { Field, Noun, NounRegistry } from '../../model/registry';
import { readsAlways, seesAlways } from '../../access/always';
import { dependenciesOfAnybody } from './anybodys-rules';

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

/**
 * Whether rules alone show every record of the noun, everything that hangs on it, and whatever in them anybody's rules look
 * at: whoever merges must know what is put together, and nothing may be told by whether a merge was refused, or why.
 */
export const seesAll = (ruleSet: RuleSet, nouns: NounRegistry, noun: Noun): boolean =>
  [noun, ...linksTo(nouns, noun).map((hanging) => hanging.noun)].every(
    ({ name }) =>
      seesAlways(ruleSet, name) &&
      dependenciesOfAnybody(ruleSet.book, name).every(({ field }) => readsAlways(ruleSet, name, field)),
  );
