import { badInput } from '../errors/errors';
import type { Field } from '../model/registry';
import type { Draft } from './draft';
import { perNoun } from './per-noun';
import type { WriteContext } from './write-context';

const wantedFields = perNoun((noun): readonly Field[] =>
  [...noun.fields.values()].filter(({ custom }) => custom?.required),
);

/**
 * Refuses a new record without a value for a field that administrators want filled, where the writer may give one at all, and
 * any write that clears one. Records from before the field was wanted keep their nothing.
 */
export function checkNeeded(context: WriteContext, draft: Draft): void {
  if (draft.action !== 'create' && draft.action !== 'update') return;
  const { fields } = context.ruleSet.write(draft.noun.name);
  for (const field of wantedFields(draft.noun)) {
    const given = draft.given.has(field.name);
    const rule = fields.get(field.name);
    const asked = draft.action === 'create' && rule !== undefined && rule.create.kind !== 'none';
    const cleared = given && draft.values.get(field.name) === null;
    if (!cleared && (given || !asked)) continue;
    return draft.refuse(
      badInput(
        given ? draft.path(field.name) : field.name,
        `${field.label.en} is needed.`,
        `${field.label.zh}不能为空。`,
      ),
    );
  }
}
