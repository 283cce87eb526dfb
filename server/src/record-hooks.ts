import type { RecordHooks } from './records/hooks';

/** What the slices add to the writing of their nouns. */
const hooks: readonly RecordHooks[] = [];

export const recordHooks: ReadonlyMap<string, RecordHooks> = new Map(hooks.map((hook) => [hook.noun, hook]));
