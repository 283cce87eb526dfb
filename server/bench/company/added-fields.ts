import type { Database } from '../../src/database/database';
import { ask } from '../drive/ask';
import { applyRules } from './rules';
import { tiers } from './values';

// What built-in fields hold, once more in fields that an administrator added: the same question has the same answer.

const fields = [
  { key: 'benchTier', kind: 'choice', from: 'tier' },
  { key: 'benchLimit', kind: 'number', from: 'credit_limit' },
] as const;

const rowsAtOnce = 20_000;

interface Definition {
  id: string;
  version: number;
  key: string;
  retiredAt: string | null;
}

const definition = 'id version key retiredAt';
const known = `query { customFieldDefinitions(type: "Customer") { ${definition} } }`;
const create = `mutation ($input: CreateCustomFieldInput!) { createCustomField(input: $input) { field { ${definition} } } }`;
const change = (name: string): string =>
  `mutation ($input: CustomFieldVersionInput!) { ${name}(input: $input) { field { ${definition} } } }`;

/** Has a steward add the fields, or take them into use again, and lets the desk read them. They are filled once a company. */
export async function addFields(
  { port, steward, database }: { port: number; steward: string; database: Database },
  customers: number,
  say: (line: string) => void,
): Promise<void> {
  const { customFieldDefinitions: there } = await ask<{ customFieldDefinitions: Definition[] }>(port, steward, known);
  for (const { key, kind, from } of fields) {
    let field = there.find((one) => one.key === key);
    if (!field) {
      const choices = tiers.map(([tier]) => ({ key: tier, en: tier, zh: tier }));
      const input = {
        ...{ type: 'Customer', key, kind, label: { en: key, zh: key } },
        ...(kind === 'choice' && { choices }),
      };
      const made = await ask<{ createCustomField: { field: Definition } }>(port, steward, create, { input });
      field = made.createCustomField.field;
    }
    // In use already: of a run that was cut off, perhaps with indexes of then.
    else if (field.retiredAt === null) field = await turn('retireCustomField', field);
    const [[pk]] = (await database.rows("SELECT pk FROM custom_fields WHERE noun = 'customer' AND field_key = ?", [
      key,
    ])) as [[number]];
    const column = `x${pk}`;
    const [last] = await database.rows(`SELECT ${column} FROM customers WHERE pk = ?`, [customers]);
    if (last?.[0] === null) {
      say(`Filling ${key} of ${customers.toLocaleString('en-US')} customers; this is done once ...`);
      // Without its indexes, which are made again of the whole.
      if (field.retiredAt === null) field = await turn('retireCustomField', field);
      for (let at = 0; at < customers; at += rowsAtOnce) {
        await database.run(`UPDATE customers SET ${column} = ${from} WHERE pk > ? AND pk <= ?`, [at, at + rowsAtOnce]);
      }
    }
    if (field.retiredAt !== null) await turn('restoreCustomField', field);
  }
  await applyRules(
    database,
    fields.map(({ key }) => `custom.${key}`),
  );
  await database.analyze();

  async function turn(name: 'retireCustomField' | 'restoreCustomField', { id, version }: Definition) {
    const answer = await ask<Record<string, { field: Definition }>>(port, steward, change(name), {
      input: { id, version },
    });
    return answer[name]!.field;
  }
}

/** Takes the fields out of use, so that other measurements know nothing of them. */
export async function retireFields(of: { port: number; steward: string; database: Database }): Promise<void> {
  await applyRules(of.database);
  const { customFieldDefinitions: there } = await ask<{ customFieldDefinitions: Definition[] }>(
    of.port,
    of.steward,
    known,
  );
  for (const { id, version, key, retiredAt } of there) {
    if (retiredAt !== null || !fields.some((field) => field.key === key)) continue;
    await ask(of.port, of.steward, change('retireCustomField'), { input: { id, version } });
  }
}
