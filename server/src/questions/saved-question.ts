import type { Right } from '../access/policy';
import type { ExportInput } from '../exports/export-input';
import { nounCalled } from '../exports/export-records';
import type { Noun, NounRegistry } from '../model/registry';
import { badInput } from '../errors/errors';
import type { Question } from './run-document';
import type { SavedItem } from './saved-items';

const dayMilliseconds = 86_400_000;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** When and for whom a saved list is asked. */
export interface Asking {
  /** Epoch milliseconds. */
  now: number;
  /** Public id of who asks. */
  me: string;
}

/**
 * A filter with what moves filled in: `{ "daysAgo": 30 }` becomes the beginning of that day, `{ "me": true }` whoever asks. A
 * list of the last thirty days of mine stays one, whenever and by whomever it is asked.
 */
export function filled(value: unknown, asking: Asking): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, asking));
  if (!isObject(value)) return value;
  const [entry, ...others] = Object.entries(value);
  if (entry && others.length === 0) {
    const [name, of] = entry;
    if (name === 'me' && of === true) return asking.me;
    if (name === 'daysAgo' && Number.isInteger(of)) {
      return new Date((Math.floor(asking.now / dayMilliseconds) - (of as number)) * dayMilliseconds).toISOString();
    }
  }
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, filled(of, asking)]));
}

/**
 * Whether holders of these rights may have a saved item answered: a list is asked by a document of the product's own, a query is
 * one that somebody wrote, and needs the right to run such, whoever that was.
 */
export const mayAskSaved = (item: SavedItem, rights: ReadonlySet<Right>): boolean =>
  item.kind === 'LIST' || rights.has('query:adhoc');

/** What a saved list asks, as an export takes it. @throws KehuError BAD_USER_INPUT for one saved without its filter */
export function listInput(item: SavedItem, asking: Asking): ExportInput {
  const { where, search, orderBy } = item.definition;
  if (item.noun === null || where === undefined) {
    throw badInput('savedId', 'Open this list and save it again first.', '请先打开该列表并重新保存。');
  }
  return {
    noun: item.noun,
    where: filled(where, asking),
    search: typeof search === 'string' ? search : null,
    orderBy: orderBy ?? null,
  };
}

/** Fields that tell a record from others of its kind at a glance, the likeliest first. */
const telling = ['status', 'stage', 'tier', 'category', 'amount', 'total', 'price', 'customer', 'owner', 'assignee'];
const shownFields = 3;
const rowsOnCard = 6;

/** A saved item as a document: a query as it was saved; a list as its first rows and how many there are. */
export function savedQuestion(item: SavedItem, nouns: NounRegistry, asking: Asking): Question {
  if (item.kind === 'QUERY') {
    return { document: String(item.definition.document), variables: variablesOf(item.definition.variables) };
  }
  const { noun: name, where, search, orderBy } = listInput(item, asking);
  const noun = nouns.get(nounCalled(nouns, name));
  const { typeName, plural } = noun;
  const title = titleOf(noun);
  const fields = telling.filter((field) => field !== title && noun.fields.has(field)).slice(0, shownFields);
  const currency = noun.fields.has('currency') ? ['currency'] : [];
  const selected = [title, ...fields, ...currency].map((field) => selectionOf(noun, nouns, field));
  return {
    document: `query SavedList($where: ${typeName}Where, $search: String, $orderBy: [${typeName}OrderBy!]) {
      ${plural}(where: $where, search: $search, orderBy: $orderBy, first: ${rowsOnCard}) {
        totalCount { count exact }
        nodes { id ${selected.join(' ')} }
      }
    }`,
    variables: { where, search, orderBy },
  };
}

const titleOf = (noun: Noun): string => ['name', 'subject', 'code'].find((field) => noun.fields.has(field)) ?? 'id';

function selectionOf(noun: Noun, nouns: NounRegistry, name: string): string {
  const field = noun.fields.get(name)!;
  if (field.kind === 'dictionary') return `${name} { key name }`;
  return field.kind === 'link' ? `${name} { ${titleOf(nouns.get(field.to!))} }` : name;
}

/** The query page saves variables as they were typed. */
function variablesOf(saved: unknown): Record<string, unknown> {
  if (isObject(saved)) return saved;
  if (typeof saved !== 'string' || saved.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(saved);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
