import { formatDecimal } from '@kehu/shared';
import type { Row, World } from './company';
import { isNothing, listOf } from './scopes';
import { masked, neverReadable, readable, visibleChildren } from './view';

const maskedText = '•••';

/** One cell as the principal gets it. */
export interface ShownCell {
  readable: boolean;
  masked: boolean;
  /** As GraphQL answers it: the value, else the mask, else null. Links answer the public id of the visible target. */
  shown: unknown;
}

/** The cell of a row of the view. */
export function shownCell(world: World, noun: string, row: Row, field: string): ShownCell {
  if (readable(world, noun, row, field) && !neverReadable(world, noun, field)) {
    return { readable: true, masked: false, shown: answered(world, noun, field, valueOf(world, noun, row, field)) };
  }
  const hidden = masked(world, noun, row, field);
  return { readable: false, masked: hidden, shown: hidden ? maskFor(world.nouns.field(noun, field).kind) : null };
}

/** The value that filters, sorts and sums see: the readable one in stored form, null everywhere else. */
export const usedValue = (world: World, noun: string, row: Row | null, field: string): unknown =>
  row && readable(world, noun, row, field) ? valueOf(world, noun, row, field) : null;

/** The value of a readable cell in stored form; derived ones are computed over the view, here and now. */
function valueOf(world: World, noun: string, row: Row, field: string): unknown {
  const { derivation, kind } = world.nouns.field(noun, field);
  if (!derivation) return kind === 'externalIds' ? listOf(row[field]) : (row[field] ?? null);
  if (derivation.from === 'own') return ageOn(world.now, row[derivation.inputs[0]!]);
  const child = world.nouns.field(noun, derivation.many).to!;
  const currency = usedValue(world, noun, row, 'currency');
  const values = visibleChildren(world, noun, row, derivation.many)
    .filter((each) => derivation.inputs.every((input) => readable(world, child, each, input)))
    .filter((each) => !derivation.sameCurrency || (currency !== null && each.currency === currency))
    .filter((each) => !derivation.except?.values.includes(String(each[derivation.except.field])))
    .map((each) => each[derivation.value])
    .filter((value): value is number => typeof value === 'number');
  if (derivation.aggregate === 'sum') return values.reduce((sum, value) => sum + value, 0);
  return values.length === 0 ? null : Math.max(...values);
}

/** A stored value in the form of the API. */
export function answered(world: World, noun: string, field: string, value: unknown): unknown {
  if (isNothing(value)) return null;
  const { kind, derivation } = world.nouns.field(noun, field);
  const type = derivation?.from === 'children' ? derivation.type : kind;
  if (type === 'decimal') return formatDecimal(value as number);
  if (type === 'dateTime') return new Date(value as number).toISOString();
  return value;
}

function maskFor(kind: string): unknown {
  if (kind === 'text' || kind === 'longText' || kind === 'secret') return maskedText;
  const empty = { kind: null, primary: false };
  if (kind === 'phones') return [{ number: maskedText, raw: null, ...empty }];
  if (kind === 'emails') return [{ address: maskedText, ...empty }];
  if (kind === 'addresses') {
    return [{ country: null, region: null, city: null, line: maskedText, postalCode: null, ...empty }];
  }
  return null;
}

function ageOn(now: number, birthDate: unknown): number | null {
  if (typeof birthDate !== 'string') return null;
  const [year, month, day] = birthDate.split('-').map(Number) as [number, number, number];
  const today = new Date(now);
  const hadBirthday =
    today.getUTCMonth() + 1 > month || (today.getUTCMonth() + 1 === month && today.getUTCDate() >= day);
  return today.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
}
