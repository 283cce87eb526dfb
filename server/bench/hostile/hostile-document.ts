/** A request that is meant to do harm, and what has to come of it. */
export interface HostileDocument {
  /** What it tries, in a few words; no two have the same. */
  name: string;
  /** The body as it goes over the wire. */
  body: string;
  /** `application/json` unless given. */
  contentType?: string;
  /** Code of the refusal; null where it is answered, or on many records refused as too expensive while it runs. */
  refused: string | null;
  /** Longer than is read to its end: the connection may break before the refusal has come. */
  cutOff?: boolean;
}

type Refused = HostileDocument['refused'];

/** One that is a query and its variables. */
export const posted = (name: string, refused: Refused, query: string, variables?: object): HostileDocument => ({
  name,
  refused,
  body: JSON.stringify({ query, ...(variables && { variables }) }),
});

/** One whose body is this text. */
export const raw = (name: string, refused: Refused, body: string, contentType?: string): HostileDocument => ({
  name,
  refused,
  body,
  ...(contentType !== undefined && { contentType }),
});

/** A list of customers under a filter. */
export const filtered = (name: string, refused: Refused, where: unknown, rest = 'first: 50'): HostileDocument =>
  posted(
    name,
    refused,
    `query ($where: CustomerWhere) { customers(where: $where, ${rest}) { totalCount(limit: 1000000) { count } nodes { id } } }`,
    { where } as object,
  );

export const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Text within text within text. */
export const nest = (count: number, open: string, inner: string, close: string): string =>
  `${open.repeat(count)}${inner}${close.repeat(count)}`;

/** An object within an object within an object. */
export function within(count: number, key: string, inner: unknown): unknown {
  let value = inner;
  for (let i = 0; i < count; i++) value = { [key]: value };
  return value;
}

export const tooExpensive = 'QUERY_TOO_EXPENSIVE';
export const badInput = 'BAD_USER_INPUT';
