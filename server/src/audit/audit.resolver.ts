import 'reflect-metadata';
import {
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';
import { Arg, Ctx, Field, Info, InputType, ObjectType, Query, Resolver } from 'type-graphql';
import type { GuardedRow } from '../access/guard';
import type { KehuContext } from '../graphql/kehu-context';
import { DateTimeScalar } from '../graphql/scalars';
import { fieldsOf } from '../graphql/late';
import { countLimitOf, pageArgs } from '../graphql/page-args';
import { selectionOf } from '../graphql/selection-of';
import { Count, PageInfo } from '../graphql/shared-types';
import type { NounRegistry } from '../model/registry';
import type { ReadContext } from '../query/context';
import { readByPks } from '../query/finish';
import { idToBytes } from '../query/values';
import { list, sql } from '../query/sql';
import { readAudit, type ShownAuditEntry } from './read-audit';

const text = () => GraphQLString;
const id = () => GraphQLID;

/** Declares `auditEntries` and returns the resolver class. Call it once a process. */
export function declareAudit(nouns: NounRegistry, userType: () => Function): Function[] {
  @ObjectType('AuditEntry', {
    description: 'Who did what to which record and fields, and when; never a value.',
  })
  class AuditEntry {
    @Field(id)
    id!: string;
    @Field(() => DateTimeScalar)
    at!: string;
    @Field(text, { description: 'user, client, anonymous or system.' })
    actorType!: string;
    @Field(id, { nullable: true, description: 'Of the user or client.' })
    actorId!: string | null;
    @Field(userType, { nullable: true, description: 'The person, where it was one in the view.' })
    actor!: GuardedRow | null;
    @Field(text)
    action!: string;
    @Field(text, { nullable: true, description: 'Type of the record it is about.' })
    type!: string | null;
    @Field(id, { nullable: true, description: 'The record, where it is about one.' })
    recordId!: string | null;
    @Field(() => [GraphQLID], { description: 'Every record it is about: those of a list that was read.' })
    recordIds!: readonly string[];
    @Field(() => [GraphQLString], { description: 'Names of the fields read or written.' })
    fields!: readonly string[];
  }

  @ObjectType('AuditEntryEdge', { description: 'An entry and its place in the trail.' })
  class AuditEntryEdge {
    @Field(text)
    cursor!: string;
    @Field(() => AuditEntry)
    node!: AuditEntry;
  }

  @ObjectType('AuditEntryConnection', { description: 'A page of the audit trail, newest first.' })
  class AuditEntryConnection {
    @Field(() => [AuditEntryEdge])
    edges!: AuditEntryEdge[];
    @Field(() => [AuditEntry])
    nodes!: AuditEntry[];
    @Field(() => PageInfo)
    pageInfo!: object;
    counted!: { count: number; exact: boolean };
    @Field(() => Count, { description: 'Entries that match, counted up to the limit.' })
    totalCount(@Arg('limit', () => GraphQLInt, { nullable: true, defaultValue: 10_000 }) limit: number): object {
      const most = countLimitOf(limit);
      return this.counted.count > most ? { count: most, exact: false } : this.counted;
    }
  }

  @InputType('AuditEntryWhere', { description: 'Filters the audit trail; all conditions must hold.' })
  class AuditEntryWhere {
    @Field(id, { nullable: true, description: 'By this user or client.' })
    actorId?: string | null;
    @Field(() => [GraphQLString], { nullable: true, description: 'One of these actions.' })
    actions?: string[] | null;
    @Field(text, { nullable: true, description: 'About a record of this type.' })
    type?: string | null;
    @Field(id, { nullable: true, description: 'About this record alone.' })
    recordId?: string | null;
    @Field(() => DateTimeScalar, { nullable: true, description: 'From this moment on.' })
    from?: string | null;
    @Field(() => DateTimeScalar, { nullable: true, description: 'Before this moment.' })
    before?: string | null;
  }

  const typeOf = (noun: string | null): string | null =>
    noun !== null && nouns.has(noun) ? nouns.get(noun).typeName : noun;
  const nounOf = (type: string | null | undefined): string | null | undefined =>
    nouns.all().find((noun) => noun.typeName === type)?.name ?? type;

  @Resolver()
  class AuditResolver {
    @Query(() => AuditEntryConnection, {
      description: 'The audit trail, newest first: for holders of the right audit:read, FORBIDDEN to everybody else.',
    })
    async auditEntries(
      @Arg('where', () => AuditEntryWhere, { nullable: true }) where: AuditEntryWhere | null,
      @Arg('first', () => GraphQLInt, { nullable: true }) first: number | null,
      @Arg('after', () => GraphQLString, { nullable: true }) after: string | null,
      @Ctx() context: KehuContext,
      @Info() info: GraphQLResolveInfo,
    ): Promise<AuditEntryConnection> {
      const reading = context.reading();
      const asked = askedOf(info);
      const page = await readAudit(
        reading,
        { ...where, noun: nounOf(where?.type) },
        { ...pageArgs({ first, after }), countLimit: asked.counts ? countLimitOf(1_000_000) : null },
      );
      const people = await peopleOf(reading, nouns, page.entries, asked.actors, info);
      const nodes = page.entries.map((entry) =>
        Object.assign(new AuditEntry(), {
          ...entry,
          type: typeOf(entry.noun),
          actor: entry.actorType === 'user' ? (people.get(entry.actorId ?? '') ?? null) : null,
        }),
      );
      const edges = nodes.map((node, i) => ({ node, cursor: page.entries[i]!.cursor }));
      return Object.assign(new AuditEntryConnection(), {
        nodes,
        edges,
        counted: page.total ?? { count: 0, exact: true },
        pageInfo: {
          hasNextPage: page.hasNextPage,
          hasPreviousPage: page.hasPreviousPage,
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      });
    }
  }
  return [AuditResolver];
}

/** Whether a count is asked for, and what of the people. */
function askedOf(info: GraphQLResolveInfo): { counts: boolean; actors: FieldNode[] } {
  const type = (name: string): GraphQLObjectType => info.schema.getType(name) as GraphQLObjectType;
  const below = (name: string, nodes: readonly FieldNode[]): FieldNode[] =>
    nodes.flatMap((node) =>
      node.selectionSet ? [...fieldsOf(info, type(name), node.selectionSet).values()].flat() : [],
    );
  const named = (nodes: readonly FieldNode[], name: string): FieldNode[] =>
    nodes.filter((node) => node.name.value === name);
  const page = below('AuditEntryConnection', info.fieldNodes);
  const edges = below('AuditEntryEdge', named(page, 'edges'));
  const entries = below('AuditEntry', [...named(page, 'nodes'), ...named(edges, 'node')]);
  return { counts: named(page, 'totalCount').length > 0, actors: named(entries, 'actor') };
}

/** The people among the actors by public id, in the reader's view of users. */
async function peopleOf(
  context: ReadContext,
  nouns: NounRegistry,
  entries: readonly ShownAuditEntry[],
  nodes: readonly FieldNode[],
  info: GraphQLResolveInfo,
): Promise<ReadonlyMap<string, GuardedRow>> {
  const ids = new Set(entries.flatMap((entry) => (entry.actorType === 'user' && entry.actorId ? [entry.actorId] : [])));
  if (nodes.length === 0 || ids.size === 0) return new Map();
  const user = nouns.get('user');
  const keys = sql`SELECT pk FROM users WHERE id IN ${list([...ids].map((one) => idToBytes(one)))}`;
  const pks = (await context.runner.rows(keys.text, keys.params)).map((row) => Number(row[0]));
  const people = await readByPks(context, user, pks, selectionOf(info, nouns, user, nodes));
  return new Map(people.map((person) => [String(person.loaded('id')), person]));
}
