import type { Predicate } from '../access/predicate';
import type { NounRegistry } from '../model/registry';

/** `noun.field` of everything a condition on a row of `noun` looks at, on the row and wherever its hops lead. */
export function lookedAt(nouns: NounRegistry, noun: string, predicate: Predicate): ReadonlySet<string> {
  let ofNouns = known.get(nouns);
  if (!ofNouns) known.set(nouns, (ofNouns = new Map()));
  let ofNoun = ofNouns.get(noun);
  if (!ofNoun) ofNouns.set(noun, (ofNoun = new WeakMap()));
  let found = ofNoun.get(predicate);
  if (!found) {
    ofNoun.set(predicate, (found = new Set<string>()));
    walk(nouns, noun, predicate, found);
  }
  return found;
}

// Rules are asked again and again; their predicates live as long as they are in force.
const known = new WeakMap<NounRegistry, Map<string, WeakMap<Predicate, Set<string>>>>();

function walk(nouns: NounRegistry, noun: string, predicate: Predicate, found: Set<string>): void {
  const fieldsOf = (kind: string): string[] =>
    [...nouns.get(noun).fields.values()].filter((field) => field.kind === kind).map(({ name }) => name);
  switch (predicate.kind) {
    case 'all':
    case 'none':
    case 'isSelf': // the key of a row never changes
      return;
    case 'and':
    case 'or':
      for (const part of predicate.of) walk(nouns, noun, part, found);
      return;
    case 'not':
      return walk(nouns, noun, predicate.of, found);
    case 'in':
    case 'isNull':
    case 'compare':
    case 'isMe':
    case 'inMyTeams':
      return note(nouns, noun, predicate.field, found);
    case 'hasExternalId':
      for (const name of fieldsOf('externalIds')) found.add(`${noun}.${name}`);
      return;
    case 'hasTag':
      for (const name of fieldsOf('tags')) found.add(`${noun}.${name}`);
      return;
    case 'via': {
      const link = nouns.field(noun, predicate.link);
      found.add(`${noun}.${link.name}`);
      found.add(`${link.to!}.deletedAt`);
      return walk(nouns, link.to!, predicate.where, found);
    }
    case 'some': {
      const many = nouns.field(noun, predicate.many);
      found.add(`${many.to!}.${many.via!}`);
      found.add(`${many.to!}.deletedAt`);
      return walk(nouns, many.to!, predicate.where, found);
    }
    case 'giverMay':
      found.add(`${noun}.${predicate.giver}`);
      found.add(`${noun}.${predicate.link}`);
      found.add(`${predicate.record}.deletedAt`);
      for (const { where, except } of predicate.ways ?? []) {
        for (const rows of [where, ...except.map((denied) => denied.where)]) walk(nouns, predicate.record, rows, found);
      }
      return;
  }
}

/** A field, and where it is worked out from others, those too: of children, everything. */
function note(nouns: NounRegistry, noun: string, name: string, found: Set<string>): void {
  found.add(`${noun}.${name}`);
  const { derivation } = nouns.field(noun, name);
  if (derivation?.from === 'own') for (const input of derivation.inputs) found.add(`${noun}.${input}`);
  if (derivation?.from !== 'children') return;
  found.add(`${noun}.currency`);
  const child = nouns.field(noun, derivation.many).to!;
  for (const field of nouns.get(child).fields.keys()) found.add(`${child}.${field}`);
}
