import type { MatchColumn } from './column-kinds';
import type { PreparedRecord } from './comparing';
import type { PreparedValue } from './prepare-value';

/** Most keys of one record, so that a record with a hundred phones costs no more than others. */
const mostKeys = 120;

/**
 * What a value is looked up under: by itself where it names few records, and together with another column where it is
 * common.
 */
interface Marks {
  alone: string[];
  joined: string[];
}

/** Letters of a word in order, each once: the same for most mistyped forms of it that swap or repeat letters. */
const letters = (word: string): string => [...new Set(word)].sort().join('');

function marksOf({ kind }: MatchColumn, value: PreparedValue): Marks {
  const { text, tokens, sound } = value;
  switch (kind) {
    case 'email': {
      const local = text.split('@')[0]!;
      return { alone: [text, `l${local}`], joined: [local.slice(0, 3), letters(text)] };
    }
    case 'phone':
      return { alone: [text.slice(-8), `h${text.slice(-11, -4)}`], joined: [text.slice(-4)] };
    case 'identifier': {
      const middle = Math.ceil(text.length / 2);
      return { alone: [text, `s${text.slice(0, middle)}`, `e${text.slice(-middle)}`], joined: [text.slice(0, 3)] };
    }
    case 'date':
      return { alone: [text], joined: [text.slice(0, 4), `d${text.slice(4)}`, `m${text.slice(0, 6)}`] };
    case 'number':
      return { alone: [], joined: [text] };
    case 'givenName':
    case 'familyName':
    case 'word': {
      const spoken = sound ?? text;
      return { alone: [], joined: [spoken, `p${spoken.slice(0, 3)}`, `l${letters(spoken)}`] };
    }
    case 'name':
    case 'address':
    case 'text': {
      const whole = sound ?? tokens.join('');
      const rare = tokens.filter((token) => token.length >= 2).slice(0, 8);
      return {
        alone: [whole, `p${whole.slice(0, 8)}`, ...rare.map((token) => `t${token}`), ...pairsOf(rare)],
        joined: [whole.slice(0, 4), ...rare.slice(0, 3)],
      };
    }
  }
}

const pairsOf = (tokens: readonly string[]): string[] =>
  tokens.slice(0, 5).flatMap((a, i) => tokens.slice(i + 1, 5).map((b) => `w${[a, b].sort().join(' ')}`));

/**
 * The keys that a record shares with others that may be duplicates of it.
 * @param few only the surest of each column are joined with others: enough where there are many records
 */
export function keysOf(columns: readonly MatchColumn[], record: PreparedRecord, few = false): string[] {
  const keys = new Set<string>();
  const joined: string[][] = [];
  for (const [i, column] of columns.entries()) {
    // Given and family names are looked up under one name: people swap them.
    const place = column.kind === 'familyName' ? columns.findIndex(({ kind }) => kind === 'givenName') : i;
    const of: string[] = [];
    for (const value of record[i]!.slice(0, 4)) {
      const marks = marksOf(column, value);
      for (const mark of marks.alone) if (mark.length >= 2) keys.add(`${place}|${mark}`);
      for (const mark of few ? marks.joined.slice(0, 1) : marks.joined) of.push(`${place}|${mark}`);
    }
    joined.push(of);
  }
  for (const [i, left] of joined.entries()) {
    for (const right of joined.slice(i + 1)) {
      for (const a of left) for (const b of right) keys.add(a < b ? `${a}&${b}` : `${b}&${a}`);
    }
  }
  return [...keys].slice(0, mostKeys);
}
