import type { World } from '../../src/access/oracle/company';
import { shownCell } from '../../src/access/oracle/shown';
import { visibleRows } from '../../src/access/oracle/view';
import type { Policy } from '../../src/access/policy';
import type { RuleBook } from '../../src/access/rule-book';
import type { Operation } from './operations';
import { departure, expectedOf } from './oracle-answers';

/** Why the file of a job is not what the semantics say, as far as the oracle has an opinion; null where it is right. */
export function wrongFile(world: World, operation: Operation, made: string): string | null {
  const [job, , ...lines] = made.split('\n');
  const { data } = JSON.parse(job!) as { data: { job: { state: string; file: object | null } | null } };
  if (data.job?.state !== 'SUCCEEDED' || data.job.file === null) return null;
  return operation.kind === 'background'
    ? wrongAnswer(world, operation.variables as unknown as Background, lines.join('\n'))
    : wrongExport(world, (operation.variables as unknown as { input: Exported }).input, lines);
}

interface Background {
  document: string;
  variables: Record<string, unknown>;
}

function wrongAnswer(world: World, { document, variables }: Background, text: string): string | null {
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  const refused = errors?.[0]?.extensions.code;
  if (refused && refused !== 'FORBIDDEN') return null;
  const expected = expectedOf(world, document, variables);
  if ('forbidden' in expected) return refused ? null : `answered what is FORBIDDEN: ${expected.forbidden.join(', ')}`;
  return refused ? 'FORBIDDEN where it is allowed' : departure(expected.data, data);
}

interface Exported {
  noun: string;
  format: string;
  columns?: readonly string[];
  where?: unknown;
  search?: unknown;
  orderBy?: unknown;
}

/** A record is in the file iff it is in the view and may be exported; a cell has its value iff both hold of it. */
function wrongExport(
  world: World,
  { noun, format, columns, where, search, orderBy }: Exported,
  lines: string[],
): string | null {
  if (format !== 'jsonl' || !columns || where || search || orderBy) return null;
  const exporting = exportingWorld(world);
  const open = new Set(visibleRows(exporting, noun));
  const expected = visibleRows(world, noun)
    .filter((row) => open.has(row))
    .map((row) => {
      const cells = columns.flatMap((column): [string, unknown][] => {
        const { readable, shown } = shownCell(world, noun, row, column);
        const out = readable && shownCell(exporting, noun, row, column).readable;
        return out && shown !== null ? [[column, String(shown)]] : [];
      });
      return JSON.stringify(Object.fromEntries(cells));
    });
  const got = lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = JSON.parse(line) as Record<string, unknown>;
      return JSON.stringify(
        Object.fromEntries(columns.flatMap((column) => (column in cells ? [[column, String(cells[column])]] : []))),
      );
    });
  const [wanted, found] = [expected.sort().join('\n'), got.sort().join('\n')];
  return wanted === found ? null : `the file of an export holds\n${found}\ninstead of\n${wanted}`;
}

const books = new WeakMap<RuleBook, RuleBook>();

/** The same world, in which what may be exported is what may be read. */
function exportingWorld(world: World): World {
  let book = books.get(world.book);
  if (!book) {
    const policies = [...world.book.policies].map(([noun, policy]): [string, Policy] => [
      noun,
      exportingPolicy(policy),
    ]);
    books.set(world.book, (book = { ...world.book, policies: new Map(policies) }));
  }
  return { ...world, book };
}

function exportingPolicy(policy: Policy): Policy {
  const roles = Object.entries(policy.roles);
  // What nobody's rules speak of is exported as it is read.
  if (!roles.some(([, grants]) => grants?.some(({ action }) => action === 'export'))) return policy;
  const denies = Object.entries(policy.denies ?? {});
  return {
    ...policy,
    roles: Object.fromEntries(
      roles.map(([role, grants]) => [
        role,
        (grants ?? [])
          .filter(({ action }) => action === 'export')
          .map((grant) => ({ ...grant, action: 'read' as const })),
      ]),
    ),
    denies: Object.fromEntries(
      denies.map(([role, list]) => [
        role,
        (list ?? []).map((deny) => (deny.action === 'export' ? { ...deny, action: 'read' as const } : deny)),
      ]),
    ),
  };
}
