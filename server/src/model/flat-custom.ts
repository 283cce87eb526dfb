import { customGroup, customName } from './custom-field';

/**
 * An argument with its custom fields among the others, each by its `customName`: `{ custom: { size: … } }` becomes
 * `{ "custom.size": … }`, at every level. What is no plain object of an argument is left as it is; so is a null group, which
 * is refused where it is met.
 */
export function flatCustom<T>(argument: T): T {
  return (mayHoldCustom(argument) ? flat(argument) : argument) as T;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

function mayHoldCustom(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mayHoldCustom);
  return isObject(value) && Object.entries(value).some(([key, of]) => key === customGroup || mayHoldCustom(of));
}

function flat(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(flat);
  if (!isObject(value)) return value;
  const found: Record<string, unknown> = {};
  for (const [key, of] of Object.entries(value)) {
    if (key !== customGroup || !isObject(of)) found[key] = flat(of);
    else for (const [name, inner] of Object.entries(of)) found[customName(name)] = flat(inner);
  }
  return found;
}

/** An input of a record with its custom fields among the others; values, which may be objects too, are left alone. */
export function flatInput(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const group = input[customGroup];
  if (!isObject(group)) return input;
  const { [customGroup]: _, ...rest } = input;
  return { ...rest, ...Object.fromEntries(Object.entries(group).map(([name, value]) => [customName(name), value])) };
}
