import { isRequiredArgument, type GraphQLInputType } from 'graphql';
import type { World } from '../../src/access/oracle/company';
import { grantsFor, namesField, neverReadable, policyOf, visibleRows } from '../../src/access/oracle/view';
import type { Purpose } from '../../src/access/principal';
import { nouns } from '../../src/access/oracle/testing/test-world';
import { aggregateOperation } from './aggregates';
import { seededDice, type Dice } from './dice';
import { InputMaker, type Allowed, type Known } from './input-maker';
import { refused } from './left-out';
import { LikelyWrites } from './likely-writes';
import { writeOperations, type ShapeOf } from './mutations';
import { forPurpose } from './purposes';
import { offeredTo, schemaOffering } from './schema';
import { ShapeMaker, type Shape } from './shapes';
import { ownReads } from './own-things';
import { openTo } from './saved-things';
import { aboutMerges, backgroundOperation, exportOperation } from './work';

/** One request as a client sends it. */
export interface Operation {
  /** What it is for, in the histogram of outcomes. */
  kind: string;
  query: string;
  variables: Record<string, unknown>;
  purpose: Purpose | null;
  /** Answers FORBIDDEN instead of null for what is never readable. */
  strict: boolean;
  chinese: boolean;
  /** How many more pages to ask for by the cursors of the answer. */
  pages: number;
  writes: boolean;
  /** Begins a job, under the key `job`; what comes of it is part of the answer. */
  begins?: boolean;
  /** What it makes: later requests may name that by its id. */
  makes?: string;
  /** A file that comes in, in the place of a document. */
  upload?: { name: string; text: string };
  /** Has files taken in by jobs; what comes of them is part of the answer. */
  takes?: boolean;
}

/** So many documents of a kind of read, and of a write of one noun, serve the pairs of an epoch; then come others. */
const shapesOfRead = 12;
const shapesOfWrite = 4;
const pairsPerEpoch = 256;

let epoch = -1;
const shapes = new Map<string, Shape>();

/** The document of a kind and a number: the same text within an epoch, so that the server meets documents again as it would. */
function shapeAt(
  seed: number,
  offered: string,
  kind: string,
  dice: Dice,
  make: Parameters<ShapeOf>[1],
  most = shapesOfRead,
): Shape {
  const now = Math.floor(seed / pairsPerEpoch);
  if (now !== epoch) shapes.clear();
  epoch = now;
  const number = dice.int(most);
  const key = `${kind} ${number} ${offered}`;
  const known = shapes.get(key);
  if (known) return known;
  const own = seededDice(now * 7919 + number * 104_729 + [...kind].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7));
  const made = make(new ShapeMaker(schemaOffering(offered), own), own);
  shapes.set(key, made);
  return made;
}

/** What a kind of request fills in of an operation. */
type Asked = Pick<Operation, 'kind' | 'query' | 'variables'> & Partial<Pick<Operation, 'pages' | 'begins' | 'makes'>>;

/** Rights whose holders are shown what others are refused. */
const managing: ReadonlySet<string> = new Set([
  'users:manage',
  'roles:manage',
  'dictionaries:manage',
  'fields:manage',
  'rules:read',
]);

/** The first part of a pair's requests only reads; after it so many of them write. */
const readingPart = 0.45;
const writingShare = 0.6;

/** Makes the requests of one pair: what its principal asks and writes, as a client that knows the schema and some ids would. */
export class OperationMaker {
  private readonly known: Known;
  /** Which added fields the request may know of, by {@link offeredTo}. */
  private offered = '';
  /** What rules let pass, by purpose. */
  private readonly open = new Map<Purpose, LikelyWrites>();

  constructor(
    private readonly dice: Dice,
    private readonly world: World,
    /** Of the pair; chooses the documents. */
    private readonly seed: number,
    /** Of the pair; what people keep follows from it. */
    private readonly number = 0,
  ) {
    this.known = this.knownIn(world);
  }

  /** Ids of the view, as it is for a purpose. */
  private knownIn(world: World): Known {
    const ids = new Map<string, readonly string[]>();
    return (noun, deleted = false) => {
      const key = `${noun} ${deleted}`;
      const found = ids.get(key) ?? visibleRows(world, noun, deleted).map(({ id }) => id);
      ids.set(key, found);
      return found;
    };
  }

  /** `count` requests; those that write come in the last part. */
  sequence(count: number): Operation[] {
    const made: Operation[] = [];
    while (made.length < count) made.push(...this.some(made.length >= count * readingPart));
    return made.slice(0, count);
  }

  /** A request, or several that go together. */
  private some(mayWrite: boolean): Operation[] {
    const { dice, world } = this;
    const roll = dice.int(100);
    const purpose = dice.chance(0.15) ? dice.pick(world.principal.purposes) : null;
    const open = this.openFor(purpose ?? world.principal.purpose);
    const asked = open.world;
    const allowed: Allowed = (noun, field) => !neverReadable(asked, noun, field);
    const inputs = new InputMaker(dice, allowed, this.known);
    const writes = mayWrite && dice.chance(writingShare);
    this.offered = offeredTo(asked);
    const shapeOf: ShapeOf = (kind, make) => shapeAt(this.seed, this.offered, kind, dice, make, shapesOfWrite);
    const likely = new InputMaker(dice, allowed, this.knownIn(asked), true);
    const manner = {
      purpose: dice.chance(0.01) ? dice.pick(['service', 'sales', 'marketing', 'analytics'] as const) : purpose,
      strict: dice.chance(0.04),
      chinese: dice.chance(0.05),
    };
    const made = writes ? writeOperations({ dice, likely, any: inputs, open, shapeOf, number: this.number }) : [];
    if (made.length > 0) return made.map((of) => ({ pages: 0, writes: true, ...manner, ...of }));
    return [{ pages: 0, writes: false, ...manner, ...this.read(roll, inputs, allowed, asked) }];
  }

  private openFor(purpose: Purpose): LikelyWrites {
    const known = this.open.get(purpose) ?? new LikelyWrites(forPurpose(this.world, purpose));
    this.open.set(purpose, known);
    return known;
  }

  private read(roll: number, inputs: InputMaker, allowed: Allowed, asked: World): Asked {
    if (roll < 27) return this.list('list', inputs, ['where', 'orderBy', 'search']);
    if (roll < 34) return this.beside(roll, inputs, allowed, asked);
    if (roll < 46) return { ...this.list('pages', inputs, ['where', 'orderBy']), pages: 1 + this.dice.int(2) };
    if (roll < 52) return this.list('deleted', inputs, ['deleted', 'search']);
    if (roll < 62) return this.record();
    if (roll < 66) return this.simple('node', 'node', { id: inputs.id() });
    if (roll < 82) return this.aggregate(inputs, allowed);
    if (roll < 88) return this.explained(inputs);
    if (roll < 90)
      return this.simple('dictionary', 'dictionary', {
        name: this.dice.pick(['tier', 'region', 'custom.customer.plan', 'nothing']),
      });
    if (roll < 92) return this.cost();
    if (roll < 93) return this.simple('me', 'me', {});
    if (roll < 94) return this.simple('audit', 'auditEntries', { first: 5 });
    if (roll < 96) return this.dice.chance(0.5) ? this.wrong() : this.refused(inputs);
    return this.batch(inputs);
  }

  /** Roads beside lists and records: files, jobs, what people keep, what would be merged. */
  private beside(roll: number, inputs: InputMaker, allowed: Allowed, asked: World): Asked {
    const { dice } = this;
    if (roll < 29) return exportOperation(dice, inputs, asked, allowed, schemaOffering(this.offered));
    if (roll < 30) return backgroundOperation(this.list('list', inputs, ['where', 'orderBy', 'search']));
    if (roll < 33) {
      const saved = openTo(this.world, this.number);
      return ownReads(
        dice,
        saved.map(({ id }) => id),
      );
    }
    const { root, values } = aboutMerges(dice, inputs);
    return this.simple(`merges ${root}`, root, values);
  }

  private list(kind: string, inputs: InputMaker, given: readonly string[]): Asked {
    const backward = kind === 'pages' && this.dice.chance(0.3);
    const size = backward ? 'last' : 'first';
    const place = backward ? 'before' : 'after';
    const shape = shapeAt(this.seed, this.offered, `${kind} ${size}`, this.dice, (maker, dice) => {
      const noun = dice.pick(
        kind === 'deleted' ? nouns.all().filter(({ features }) => features.softDelete) : nouns.all(),
      );
      const args = [...given, size, ...(kind === 'pages' ? [place] : [])];
      return maker.document('query', [maker.root('query', noun.plural, args, kind === 'pages' ? 1 : 2)]);
    });
    const variables = this.fill(shape, inputs, (argument) => {
      if (argument === size) return 1 + this.dice.int(kind === 'pages' ? 3 : 8);
      if (argument === 'deleted') return true;
      if (argument === place) return undefined;
      return this.dice.chance(argument === 'search' ? 0.12 : 0.5) ? 'made' : undefined;
    });
    return { kind, query: shape.query, variables };
  }

  /** Values for a shape's variables; `of` says 'made' for one of the type, undefined for none, else the value itself. */
  private fill(shape: Shape, inputs: InputMaker, of: (argument: string) => unknown): Record<string, unknown> {
    const filled: Record<string, unknown> = {};
    for (const { name, argument, type } of shape.variables) {
      const value = argument === 'flag' ? this.dice.chance(0.5) : of(argument);
      if (value === undefined) continue;
      filled[name] = value === 'made' ? this.argument(type, argument, inputs) : value;
    }
    return filled;
  }

  private argument(type: GraphQLInputType, name: string, inputs: InputMaker): unknown {
    if (name === 'search') return this.dice.pick(['a', '客', 'b%', '•', "o'x a", '+861', 'n', '']);
    return inputs.value(type, name, 1 + Math.min(this.dice.int(5), this.dice.int(5)));
  }

  private record(): Asked {
    const deleted = this.dice.chance(0.15);
    const shape = shapeAt(this.seed, this.offered, deleted ? 'record deleted' : 'record', this.dice, (maker, dice) => {
      const noun = dice.pick(deleted ? nouns.all().filter(({ features }) => features.softDelete) : nouns.all());
      return maker.document('query', [maker.root('query', noun.name, deleted ? ['id', 'deleted'] : ['id'], 2)]);
    });
    const of = /\{ (\w+)\(/.exec(shape.query)![1]!;
    const inputs = new InputMaker(this.dice, () => true, this.known);
    const variables = this.fill(shape, inputs, (argument) => {
      if (argument === 'id') return inputs.id(of);
      return argument === 'deleted' ? true : undefined;
    });
    return { kind: deleted ? 'record deleted' : 'record', query: shape.query, variables };
  }

  private simple(kind: string, root: string, values: Record<string, unknown>): Asked {
    const shape = shapeAt(this.seed, this.offered, kind, this.dice, (maker) =>
      maker.document('query', [maker.root('query', root, Object.keys(values), 1)]),
    );
    return {
      kind,
      query: shape.query,
      variables: this.fill(shape, new InputMaker(this.dice, () => true, this.known), (name) => values[name]),
    };
  }

  private explained(inputs: InputMaker): Asked {
    const noun = this.dice.pick(nouns.all());
    if (this.dice.chance(0.1)) {
      const type = this.dice.chance(0.9) ? noun.typeName : 'Nothing';
      return this.simple('creatable', 'creatableFields', { type });
    }
    return this.simple('explain', 'explainAccess', {
      type: noun.typeName,
      id: this.dice.chance(0.8) ? inputs.id(noun.name) : null,
      field: this.dice.chance(0.8) ? this.dice.pick([...noun.fields.keys(), 'nothing']) : null,
    });
  }

  private cost(): Asked {
    const document = this.dice.pick([
      '{ customers(first: 50) { nodes { id orders { nodes { id } } } } }',
      '{ nothing }',
      '{',
    ]);
    return this.simple('cost', 'queryCost', { document });
  }

  /** What only holders of certain rights are answered, asked by somebody without. */
  private refused(inputs: InputMaker): Asked {
    const { dice, world } = this;
    const { principal, book } = world;
    const rights = principal.roles.flatMap((role) => book.roles.get(role)?.rights ?? []);
    if (rights.some((right) => managing.has(right))) return this.wrong();
    const base = schemaOffering('');
    const name = dice.pick(refused);
    const query = base.getQueryType()!.getFields()[name];
    const { args } = query ?? base.getMutationType()!.getFields()[name]!;
    const given = args.filter(isRequiredArgument).map((arg) => arg.name);
    const shape = shapeAt(this.seed, '', `refused ${name}`, dice, (maker) =>
      maker.document(query ? 'query' : 'mutation', [maker.root(query ? 'query' : 'mutation', name, given, 1)]),
    );
    return { kind: 'refused', query: shape.query, variables: this.fill(shape, inputs, () => 'made') };
  }

  /** What no schema takes: names that do not exist, values of another type. */
  private wrong(): Asked {
    const query = this.dice.pick([
      '{ customers(first: 3) { nodes { id secret } } }',
      '{ customers(first: 3, where: { nmae: { eq: "a" } }) { nodes { id } } }',
      '{ customers(first: 3, orderBy: [{ t0_name: ASC }]) { nodes { id } } }',
      '{ customers(first: 3, where: { note: { contains: "a" } }) { nodes { id } } }',
      '{ customers(first: 3, where: { isNull: true }) { nodes { id } } }',
      '{ customers(first: 3, after: "AAAA") { nodes { id } } }',
      '{ customers(first: -1) { nodes { id } } }',
      '{ customer(id: "x") { id name } }',
      'mutation { updateCustomer(input: { id: "x", version: 1, name: "a" }) { customer { id } } }',
      'mutation { signOut }{',
    ]);
    return { kind: 'wrong', query, variables: {} };
  }

  /** Several root fields in one request, each under an alias. */
  private batch(inputs: InputMaker): Asked {
    const shape = shapeAt(this.seed, this.offered, 'batch', this.dice, (maker, dice) => {
      const wanted = dice.some(nouns.all(), 2, 3);
      return maker.document(
        'query',
        wanted.map((noun, i) => maker.root('query', noun.plural, ['where', 'first'], 1, `b${i}: `)),
      );
    });
    const variables = this.fill(shape, inputs, (argument) => {
      if (argument === 'first') return 1 + this.dice.int(4);
      return this.dice.chance(0.3) ? 'made' : undefined;
    });
    return { kind: 'batch', query: shape.query, variables };
  }

  private aggregate(inputs: InputMaker, allowed: Allowed): Asked {
    return aggregateOperation(
      schemaOffering(this.offered),
      this.dice,
      inputs,
      allowed,
      (noun, field) => !allowed(noun, field) && this.isTold(noun, field),
    );
  }

  private isTold(noun: string, field: string): boolean {
    const policy = policyOf(this.world, noun);
    return grantsFor(this.world, noun, 'read').some((grant) => namesField(policy, grant.aggregateOnly?.fields, field));
  }
}
