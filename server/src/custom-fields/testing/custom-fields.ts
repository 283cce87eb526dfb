import { answer } from '../../../test/demo/answers';
import type { TestKehu } from '../../../test/kehu';

interface Grant {
  action: string;
  scope: string;
  fields: string[];
  cells: { field: string; scope: string }[];
  masked: string[];
  aggregateOnly: string[];
  k: number | null;
  grants: string[];
}

const create = `mutation ($input: CreateCustomFieldInput!) { createCustomField(input: $input) {
  field { id version key name retiredAt } } }`;
const rules = `query ($role: String!) { role(key: $role) { types { type
  grants { action scope fields cells { field scope } masked aggregateOnly k grants }
  denies { action scope fields } } } ruleHistory(first: 1) { current } }`;
const save = 'mutation ($input: SaveRulesInput!) { saveRules(input: $input) { version } }';

/** A field as its maker gets it. */
export interface MadeField {
  id: string;
  version: number;
  key: string;
  name: string;
}

/** Has the steward add a field. */
export async function makeField(kehu: TestKehu, input: object, as = 'steward'): Promise<MadeField> {
  const { createCustomField } = await answer(kehu, as, create, { input });
  return createCustomField.field as MadeField;
}

/** Has the administrator add to what a role's grants on a type cover; grants of actions it has none for are made anew. */
export async function allow(
  kehu: TestKehu,
  role: string,
  type: string,
  change: (grants: Grant[]) => Grant[] | void,
): Promise<void> {
  const found = await answer(kehu, 'admin', rules, { role });
  const of = found.role.types.find((one: { type: string }) => one.type === type);
  const grants = structuredClone(of.grants) as Grant[];
  const changed = change(grants) ?? grants;
  const version = found.ruleHistory.current ?? 0;
  await answer(kehu, 'admin', save, {
    input: { version, changes: [{ setGrants: { role, type, grants: changed, denies: of.denies } }] },
  });
}

/** Adds fields to every grant of these actions. */
export const covering =
  (actions: readonly string[], fields: readonly string[], except: readonly string[] = []) =>
  (grants: Grant[]): void => {
    for (const grant of grants) {
      if (actions.includes(grant.action) && !except.includes(grant.scope)) grant.fields.push(...fields);
    }
  };
