import type { NounRegistry } from '../model/registry';
import type { RuleSet } from './rule-set';

/**
 * Whether these rules let any field that takes its values from the code table be read or written. The values are data: for
 * who has no grant on any such field the table answers like one that does not exist.
 */
export function usesDictionary(ruleSet: RuleSet, nouns: NounRegistry, dictionary: string): boolean {
  return nouns.all().some((noun) => {
    const { cells } = ruleSet.view(noun.name);
    const { fields } = ruleSet.write(noun.name);
    return [...noun.fields.values()]
      .filter((field) => field.dictionary === dictionary)
      .some(({ name }) => {
        const read = cells.get(name)?.read;
        const write = fields.get(name);
        return [read, write?.create, write?.update].some((allowed) => allowed !== undefined && allowed.kind !== 'none');
      });
  });
}
