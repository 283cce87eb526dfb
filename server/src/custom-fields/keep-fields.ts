import { scopePredicate } from '../access/scope-language';
import { bumpAccessVersion } from '../accounts/access-state';
import { requireRight, type Administration, type Administrator } from '../administration/administration';
import { storeItem, type DictionaryItem } from '../administration/dictionaries';
import { checkLabel } from '../administration/rule-checks';
import { actorOf, append } from '../audit/audit';
import { BusyError, ConstraintError, type SqlRunner, type SqlValue } from '../database/database';
import { badInput, KehuError, notFound, staleVersion } from '../errors/errors';
import { choicesOf, customName } from '../model/custom-field';
import { idToBytes } from '../query/values';
import { lookedAt } from '../records/looked-at';
import {
  checkCurrency,
  checkHelp,
  checkKey,
  checkMax,
  checkTarget,
  maxChoices,
  maxFields,
  maxIndexed,
  nounOf,
  type NewField,
} from './check-field';
import { dropFieldIndexes, makeColumns, makeIndexes } from './field-columns';
import { storedFields, type StoredField } from './stored-fields';

// Raw SQL: the fields are what views are made of, so they are no view's rows.

/** What of a field can be changed; absent means unchanged. */
export interface FieldChange {
  id: string;
  version: number;
  label?: { en: string; zh: string } | null;
  help?: string | null;
  required?: boolean | null;
  position?: number | null;
}

/** Which field, in the version that was looked at. */
export interface FieldVersion {
  id: string;
  version: number;
}

/** Every field, retired ones too. @throws KehuError FORBIDDEN */
export async function listFields(of: Administration, who: Administrator): Promise<StoredField[]> {
  requireRight(who, 'fields:manage');
  return storedFields(of.database);
}

/**
 * Adds a field. Its columns are made before anybody can use it; nobody can until a rule grants something of it.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, UNAVAILABLE
 */
export async function createField(of: Administration, who: Administrator, input: NewField): Promise<StoredField> {
  requireRight(who, 'fields:manage');
  const known = await storedFields(of.database);
  const noun = nounOf(of.nouns, input.type);
  const siblings = known.filter((field) => field.noun === noun.name);
  const { kind } = input;
  const key = checkKey(input.key, siblings);
  const label = checkLabel(input.label, 'label');
  if (siblings.length >= maxFields) throw tooMany();
  const choices = input.choices ?? [];
  if (choices.length > maxChoices)
    throw badInput('choices', `At most ${maxChoices} choices.`, `选项最多 ${maxChoices} 个。`);
  const field: Omit<StoredField, 'pk' | 'id'> = {
    version: 1,
    noun: noun.name,
    key,
    kind,
    label,
    help: checkHelp(input.help),
    max: checkMax(kind, input.max),
    currency: checkCurrency(kind, noun, input.currency),
    to: checkTarget(of.nouns, kind, input.to),
    required: input.required ?? false,
    position: input.position ?? siblings.reduce((last, { position }) => Math.max(last, position), -1) + 1,
    indexed: hasRoom(siblings),
    // Not in use before its columns are there.
    retiredAt: of.clock(),
  };
  const made = await insert(of, field);
  try {
    for (const choice of hasChoices(made) ? choices : []) {
      await of.database.transaction((tx) => storeItem(of, tx, { dictionary: choicesOf(made), ...choice }));
    }
    await makeColumns(of.database, of.nouns, made);
    if (made.indexed) await makeIndexes(of.database, of.nouns, made);
  } catch (error) {
    await of.database.transaction((tx) => forget(tx, made));
    throw error instanceof KehuError ? error : notMade(error);
  }
  return put(of, who, made, { retiredAt: null }, 'field-created');
}

/**
 * Changes what a field is called and how forms treat it. Its key and kind stay: documents and values depend on them.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, CONFLICT
 */
export async function changeField(of: Administration, who: Administrator, input: FieldChange): Promise<StoredField> {
  const field = await current(of, who, input);
  return put(
    of,
    who,
    field,
    {
      ...(input.label && { label: checkLabel(input.label, 'label') }),
      ...(input.help != null && { help: checkHelp(input.help) }),
      ...(input.required != null && { required: input.required }),
      ...(input.position != null && { position: input.position }),
    },
    'field-changed',
  );
}

/**
 * Takes a field out of use. It is gone for everybody; its values, rules and past stay and come back with it.
 * @throws KehuError FORBIDDEN, BAD_USER_INPUT where a scope depends on it, NOT_FOUND, CONFLICT
 */
export async function retireField(of: Administration, who: Administrator, input: FieldVersion): Promise<StoredField> {
  const field = await current(of, who, input);
  if (field.retiredAt !== null) return field;
  const retired = await put(of, who, field, { retiredAt: of.clock() }, 'field-retired', async () => {
    await of.refresh();
    const scopes = scopesOn(of, field);
    if (scopes.length === 0) return;
    throw badInput(
      'id',
      `Rules depend on this field, by the scope ${scopes.join(', ')}. Change the scope first.`,
      `范围 ${scopes.join('、')} 依赖此字段，请先修改该范围。`,
    );
  });
  await dropFieldIndexes(of.database, of.nouns, retired).catch((error: unknown) => {
    // Somebody reads the table: what is kept up in vain goes when the field is retired again.
    if (!(error instanceof BusyError)) throw error;
  });
  return retired;
}

/** Takes a retired field into use again, with its values. @throws KehuError FORBIDDEN, NOT_FOUND, CONFLICT, UNAVAILABLE */
export async function restoreField(of: Administration, who: Administrator, input: FieldVersion): Promise<StoredField> {
  const field = await current(of, who, input);
  if (field.retiredAt === null) return field;
  const siblings = (await storedFields(of.database)).filter(({ noun }) => noun === field.noun);
  const indexed = hasRoom(siblings);
  try {
    await makeColumns(of.database, of.nouns, field);
    if (indexed) await makeIndexes(of.database, of.nouns, field);
  } catch (error) {
    throw notMade(error);
  }
  return put(of, who, field, { retiredAt: null, indexed }, 'field-restored');
}

/** Adds a value to a choice, or changes the one of this key, which records hold. @throws KehuError */
export async function saveChoice(
  of: Administration,
  who: Administrator,
  input: Omit<DictionaryItem, 'dictionary' | 'position' | 'active'> & {
    id: string;
    position?: number | null;
    active?: boolean | null;
  },
): Promise<DictionaryItem> {
  requireRight(who, 'fields:manage');
  const field = (await storedFields(of.database)).find(({ id }) => id === input.id);
  if (!field || !hasChoices(field)) throw notFound('id');
  const { id: _, ...item } = input;
  return of.database.transaction(async (tx) => {
    const saved = await storeItem(of, tx, { ...item, dictionary: choicesOf(field) });
    await bumpAccessVersion(tx);
    await note(of, tx, who, field, 'field-changed');
    return saved;
  });
}

const hasChoices = ({ kind }: StoredField): boolean => kind === 'choice' || kind === 'multiChoice';

const hasRoom = (siblings: readonly StoredField[]): boolean =>
  siblings.filter(({ indexed, retiredAt }) => indexed && retiredAt === null).length < maxIndexed;

const tooMany = (): KehuError =>
  badInput(
    'type',
    `A type of record takes ${maxFields} fields, retired ones among them.`,
    `每种记录最多添加 ${maxFields} 个字段（含已停用）。`,
  );

/** The engine had no room for the columns, or others held the table. */
function notMade(error: unknown): unknown {
  if (error instanceof BusyError) {
    return new KehuError('UNAVAILABLE', {
      en: 'Others are busy with these records right now. Try again in a moment.',
      zh: '这些记录正在被使用，请稍后重试。',
    });
  }
  const { errno } = ((error as Error).cause ?? error) as { errno?: number };
  return rowTooLarge.has(errno ?? 0) ? tooMany() : error;
}

const rowTooLarge = new Set([1117, 1118, 1069]);

/** Scopes of administrators that look at the field. */
function scopesOn(of: Administration, { noun, key }: StoredField): string[] {
  const name = `${noun}.${customName(key)}`;
  return of.books.current.document.scopes
    .filter((scope) => lookedAt(of.nouns, scope.noun, scopePredicate(of.nouns, scope.noun, scope.where)).has(name))
    .map((scope) => scope.name);
}

async function current(of: Administration, who: Administrator, input: FieldVersion): Promise<StoredField> {
  requireRight(who, 'fields:manage');
  const field = (await storedFields(of.database)).find(({ id }) => id === input.id);
  if (!field) throw notFound('id');
  if (field.version !== input.version) throw staleVersion();
  return field;
}

async function insert(of: Administration, field: Omit<StoredField, 'pk' | 'id'>): Promise<StoredField> {
  const id = of.newId();
  const row = columnsOf(field);
  const names = [
    'id',
    'version',
    'noun',
    'field_key',
    'kind',
    'max_length',
    'currency',
    'links_to',
    ...row.map(([name]) => name),
  ];
  const values: SqlValue[] = [
    idToBytes(id),
    field.version,
    field.noun,
    field.key,
    field.kind,
    field.max,
    field.currency,
    field.to,
    ...row.map(([, value]) => value),
  ];
  try {
    const { insertId } = await of.database.run(
      `INSERT INTO custom_fields (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      values,
    );
    return { ...field, id, pk: insertId };
  } catch (error) {
    // Somebody else made one of the same key at the same moment.
    if (error instanceof ConstraintError && error.kind === 'unique') throw staleVersion();
    throw error;
  }
}

/** What of a field can change, as its columns hold it. */
const columnsOf = (
  field: Pick<StoredField, 'label' | 'help' | 'required' | 'position' | 'indexed' | 'retiredAt'>,
): [string, SqlValue][] => [
  ['label', field.label.en],
  ['label_zh', field.label.zh],
  ['help', field.help],
  ['required', field.required ? 1 : 0],
  ['position', field.position],
  ['indexed', field.indexed ? 1 : 0],
  ['retired_at', field.retiredAt],
];

type Kept = Partial<Pick<StoredField, 'label' | 'help' | 'required' | 'position' | 'indexed' | 'retiredAt'>>;

/** Stores a change: every node follows at its next operation. `check` is asked where nobody else changes rules meanwhile. */
async function put(
  of: Administration,
  who: Administrator,
  field: StoredField,
  change: Kept,
  action: FieldAction,
  check?: () => Promise<void>,
): Promise<StoredField> {
  const changed = { ...field, ...change, version: field.version + 1 };
  await of.database.transaction(async (tx) => {
    await bumpAccessVersion(tx);
    await check?.();
    const row = columnsOf(changed);
    const { changes } = await tx.run(
      `UPDATE custom_fields SET version = version + 1, ${row.map(([name]) => `${name} = ?`).join(', ')} WHERE pk = ? AND version = ?`,
      [...row.map(([, value]) => value), field.pk, field.version],
    );
    if (changes === 0) throw staleVersion();
    await note(of, tx, who, field, action);
  });
  return changed;
}

type FieldAction = 'field-created' | 'field-changed' | 'field-retired' | 'field-restored';

const note = (
  of: Administration,
  tx: SqlRunner,
  who: Administrator,
  { noun, key }: StoredField,
  action: FieldAction,
): Promise<void> => append(tx, { actor: actorOf(who.principal), action, noun, fields: [customName(key)] }, of.clock());

/** Nothing is left of a field whose columns could not be made. */
async function forget(tx: SqlRunner, field: StoredField): Promise<void> {
  await tx.run('DELETE FROM dictionary_entries WHERE dictionary = ?', [choicesOf(field)]);
  await tx.run('DELETE FROM custom_fields WHERE pk = ?', [field.pk]);
}
