/** How a file is read, mapped, cleaned and matched, as the server keeps it. */
export interface Plan {
  /** Null where nothing tells what the rows are, and nobody has said it yet. */
  noun: string | null;
  source: string;
  match: string | null;
  mode: 'create' | 'update' | 'both';
  denied: 'refuse' | 'skip';
  alike: 'create' | 'refuse' | 'match';
  unknownEntries: 'refuse' | 'skip';
  read: { delimiter?: string; quote?: string; encoding?: string; sheet?: string; headerRow?: number };
  overrides: [string, string][];
  replacements: [string, [string, string][]][];
  dateOrder: 'dmy' | 'mdy' | null;
  country: string | null;
  tidyNames: boolean;
}

/** How a file is understood, as the server tells it. */
export interface Preview {
  product: string | null;
  noun: string | null;
  nouns: { noun: string; name: string; known: number }[];
  settings: {
    format: string;
    encoding: string | null;
    encodingSure: boolean;
    delimiter: string | null;
    sheet: string | null;
    sheets: string[];
    headerRow: number;
  };
  notes: string[];
  headers: string[];
  rows: { line: number; cells: string[]; fault: string | null }[];
  mapping: (string | null)[];
  fields: { field: string; label: string; list: boolean }[];
  problem: string | null;
}

/** What a rehearsal found. */
export interface Report {
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
  ignored: string[];
  problems: { column: string | null; message: string; count: number; samples: { line: number; message: string }[] }[];
}

/** The plan with a column meaning something else; null leaves it out. */
export function withColumn(plan: Plan, header: string, field: string | null): Plan {
  const others = plan.overrides.filter(([name]) => name !== header);
  return { ...plan, overrides: [...others, [header, field ?? '-']] };
}

/** States in which something happens by itself. */
export const isBusy = (state: string): boolean => ['UPLOADING', 'REHEARSING', 'RUNNING', 'UNDOING'].includes(state);
