import { listOf } from '../../src/access/oracle/scopes';
import { readable, visibleRows } from '../../src/access/oracle/view';
import type { World } from '../../src/access/oracle/company';
import { nouns } from '../../src/access/oracle/testing/test-world';
import type { Dice } from './dice';
import { madeId } from './known-by-now';
import type { Asked, Candidate, Writing } from './mutations';
import { texts } from './values';

const shown = 'id state noun fileName plan created updated unchanged refused kept report fault refusedUrl';

/** System whose ids files name; no client of the proof has it. */
const source = 'shop';

/** What cells of a column may hold, for a file of the noun. */
type Cells = (dice: Dice, world: World) => string;

const words: Cells = (dice) => dice.pick(texts.filter((text) => text !== '"'));
/** One of the values; now and then one that does not fit. */
const of =
  (...values: string[]): Cells =>
  (dice) =>
    dice.chance(0.06) ? 'x' : dice.pick(values);

/** Codes and external ids of records: only such as the principal reads, or new ones. Who has which is exception 1. */
function known(noun: string, field: 'code' | 'externalIds'): Cells {
  return (dice, world) => {
    const values = visibleRows(world, noun)
      .filter((row) => readable(world, noun, row, field))
      .flatMap((row) =>
        field === 'code'
          ? [row.code]
          : (listOf(row.externalIds) as { source: string; id: string }[])
              .filter((one) => one.source === source)
              .map(({ id }) => id),
      )
      .filter((value): value is string => typeof value === 'string');
    return values.length > 0 && dice.chance(0.6) ? dice.pick(values) : `file${dice.int(4)}`;
  };
}

/** Names a record of the noun in any way, one that is seen, one that is not, one that is not there. */
function naming(noun: string): Cells {
  return (dice, world) => {
    const rows = world.company[noun]!;
    const row = rows.length > 0 ? dice.pick(rows) : null;
    const names = [row?.name, row?.code, row?.id, row?.email].filter((value) => typeof value === 'string');
    return names.length > 0 && dice.chance(0.85) ? String(dice.pick(names)) : dice.pick(['nobody', 'file0', 'file1']);
  };
}

const phone = of('+8613800138000', '+8613900139000');
const email = of('a@b.example', 'A@B.example');
const money = of('1', '2.5');

const columns: Readonly<Record<string, Readonly<Record<string, Cells>>>> = {
  customer: {
    externalId: known('customer', 'externalIds'),
    kind: of('PERSON', 'COMPANY'),
    companyName: words,
    code: known('customer', 'code'),
    phone,
    email,
    tier: of('gold', 'silver'),
    region: of('north', 'gold'),
    note: words,
    owner: naming('user'),
    birthDate: of('1990-06-15', '2000-02-29'),
    nationalId: of('id1', 'x9'),
    // Of fields that were added, where those are known to whoever brings the file.
    interests: of('gold', 'gold; north', '["silver"]'),
    plan: of('gold', 'silver'),
    budget: money,
    loyal: of('true', 'false'),
  },
  contact: {
    externalId: known('contact', 'externalIds'),
    customer: naming('customer'),
    fullName: words,
    title: words,
    phone,
    email,
  },
  product: {
    externalId: known('product', 'externalIds'),
    code: known('product', 'code'),
    name: words,
    price: money,
    category: of('gold'),
  },
  order: {
    code: known('order', 'code'),
    customer: naming('customer'),
    product: naming('product'),
    quantity: of('1', '2'),
    unitPrice: money,
    currency: of('CNY', 'USD'),
  },
  opportunity: {
    externalId: known('opportunity', 'externalIds'),
    name: words,
    customer: naming('customer'),
    product: naming('product'),
    amount: money,
    owner: naming('user'),
  },
  activity: {
    customer: naming('customer'),
    kind: of('call', 'note'),
    subject: words,
    owner: naming('user'),
  },
  ticket: {
    externalId: known('ticket', 'externalIds'),
    customer: naming('customer'),
    subject: words,
    assignee: naming('user'),
    status: of('open', 'closed'),
  },
};

/** Columns without which no record of the noun comes. */
const needed: Readonly<Record<string, readonly string[]>> = {
  customer: ['companyName'],
  contact: ['customer', 'fullName'],
  product: ['name'],
  order: ['customer'],
  opportunity: ['name'],
  activity: ['customer', 'kind'],
  ticket: ['customer', 'subject'],
};

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function fileOf(dice: Dice, world: World, noun: string): string {
  const cells = columns[noun]!;
  const optional = Object.keys(cells).filter((name) => !needed[noun]!.includes(name));
  const head = [...needed[noun]!, ...dice.some(optional, 1, 4)];
  const rows = Array.from({ length: 1 + dice.int(4) }, () => head.map((name) => quoted(cells[name]!(dice, world))));
  return [head, ...rows].map((row) => row.join(',')).join('\n');
}

const uploaded = (dice: Dice, world: World, noun: string): Asked => ({
  kind: 'import',
  query: '',
  variables: {},
  upload: { name: `${noun}.csv`, text: fileOf(dice, world, noun) },
  makes: 'import',
});

function planOf(dice: Dice, noun: string): object {
  const byName = ['customer', 'product'].includes(noun) ? [null, 'code', 'name', 'externalId'] : [null, 'externalId'];
  const people = noun === 'customer' || noun === 'contact' ? ['email', 'phone'] : [];
  return {
    noun,
    source,
    match: noun === 'order' || noun === 'activity' ? null : dice.pick([...byName, ...people]),
    mode: dice.pick(['both', 'both', 'create', 'update']),
    denied: dice.pick(['refuse', 'skip']),
    ...(noun === 'customer' && dice.chance(0.3) && { alike: dice.pick(['create', 'refuse', 'match']) }),
    unknownEntries: dice.pick(['refuse', 'skip']),
  };
}

const about = (name: string, id: string, takes: boolean): Asked => ({
  kind: 'import',
  query: `mutation File($id: ID!) { ${name}(id: $id) { ${shown} } }`,
  variables: { id },
  ...(takes && { takes }),
});

const together = (name: string, ids: readonly string[], takes: boolean): Asked => ({
  kind: 'import',
  query: `${name === 'relatedImports' ? 'query' : 'mutation'} Files($ids: [ID!]!) { ${name}(ids: $ids) { ${shown} } }`,
  variables: { ids },
  ...(takes && { takes }),
});

const planned = (id: string, plan: object): Asked => ({
  kind: 'import',
  query: `mutation Plan($id: ID!, $plan: JSON!) { planImport(id: $id, plan: $plan) { ${shown} } }`,
  variables: { id, plan },
});

const read = (query: string, variables: Asked['variables'] = {}): Asked => ({
  kind: 'imports',
  query,
  variables,
  writes: false,
});

/** Files that come in, one or two that go together: looked at, rehearsed, run, at times stopped and taken back. */
export function importFlows({ dice, open }: Writing): Candidate[] {
  const { world } = open;
  const { principal, book } = world;
  const may = principal.roles.some((role) => book.roles.get(role)?.rights.includes('imports:run'));
  if (principal.kind !== 'user' || !may) return [];
  const last = madeId('import', 0);
  return [
    {
      weight: 3,
      make: () => {
        const writable = Object.keys(columns).filter((name) => open.mayCreate(nouns.get(name)));
        const noun = dice.pick(writable.length > 0 && dice.chance(0.9) ? writable : Object.keys(columns));
        const plan = planOf(dice, noun);
        return {
          asked: uploaded(dice, world, noun),
          next: [
            planned(last, plan),
            ...(dice.chance(0.4) ? [previewed(last)] : []),
            ...(dice.chance(0.6) ? [about('rehearseImport', last, true)] : []),
            ...running(dice, last),
          ],
        };
      },
    },
    {
      weight: 2,
      make: () => {
        const second = dice.pick(['contact', 'opportunity', 'ticket', 'order']);
        const files = [madeId('import', 1), last];
        const also = dice.chance(0.5)
          ? [together('relatedImports', files, false)].map((one) => ({ ...one, writes: false }))
          : [];
        return {
          asked: uploaded(dice, world, 'customer'),
          next: [
            uploaded(dice, world, second),
            planned(files[0]!, planOf(dice, 'customer')),
            planned(last, planOf(dice, second)),
            ...also,
            together('rehearseImports', files, true),
            together('runImports', files, true),
            ...(dice.chance(0.5) ? [together('undoImports', files, true)] : []),
          ],
        };
      },
    },
    {
      weight: 1,
      make: () => ({
        asked: {
          kind: 'import',
          query:
            'mutation Keep($name: String!, $plan: JSON!) { saveImportTemplate(name: $name, plan: $plan) { id name plan } }',
          variables: { name: dice.pick(['a', 'b']), plan: planOf(dice, dice.pick(Object.keys(columns))) },
          makes: 'template',
        },
        next: [
          read('{ importTemplates { id name plan } }'),
          ...(dice.chance(0.6) ? [forgotten] : []),
          read(`{ imports(first: 3) { ${shown} } }`),
        ],
      }),
    },
  ];
}

const forgotten: Asked = {
  kind: 'import',
  query: 'mutation Forget($id: ID!) { deleteImportTemplate(id: $id) { id name } }',
  variables: { id: madeId('template', 0) },
};

const previewed = (id: string): Asked =>
  read('query Preview($id: ID!) { importPreview(id: $id) import(id: $id) { id state } }', { id });

/** A run to its end, or one that is stopped before its job is taken up; what it wrote is taken back at times. */
function running(dice: Dice, id: string): Asked[] {
  const roll = dice.int(10);
  if (roll === 0) return [about('cancelImport', id, false)];
  if (roll === 1)
    return [about('runImport', id, false), about('pauseImport', id, true), about('cancelImport', id, false)];
  return [about('runImport', id, true), ...(dice.chance(0.6) ? [about('undoImport', id, true)] : [])];
}
