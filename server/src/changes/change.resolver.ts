import 'reflect-metadata';
import { GraphQLID, GraphQLString, type FieldNode, type GraphQLObjectType, type GraphQLResolveInfo } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields';
import { Arg, Field, ObjectType, Resolver, Root, Subscription } from 'type-graphql';
import type { GuardedRow } from '../access/guard';
import { badInput } from '../errors/errors';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { nounsOf } from '../graphql/schema-nouns';
import { selectionOf } from '../graphql/selection-of';
import { flatCustom } from '../model/flat-custom';
import type { Selection } from '../query/selection';
import type { Where } from '../query/where';
import type { Frame } from './subscriber';

/** Types that the subscription names. */
export interface ChangeTypes {
  customer: () => unknown;
  customerWhere: () => unknown;
}

/** Declares `customerChanged` and returns the resolver class. Call it once a process. */
export function declareChanges(types: ChangeTypes): Function[] {
  @ObjectType('CustomerChange', { description: "A change in the subscriber's view of customers." })
  class CustomerChange {
    @Field(() => GraphQLString, {
      description: 'CREATED where the customer entered the view or the filter, UPDATED, or REMOVED where it left them.',
    })
    kind!: string;
    @Field(types.customer as () => Function, { nullable: true, description: 'As the subscriber sees it now.' })
    customer!: GuardedRow | null;
    @Field(() => GraphQLID, { nullable: true, description: 'Id of a customer that is no longer shown.' })
    removed!: string | null;
  }

  @Resolver()
  class ChangeResolver {
    @Subscription(() => CustomerChange, {
      description:
        'Tells when what the subscriber is shown of a customer changes: the selected fields, seen through its view.',
      subscribe: ({ args, context, info }) =>
        watch('customer', args.where as Where | undefined, context as KehuContext, info),
    })
    customerChanged(
      @Root() frame: Frame | undefined,
      @Arg('where', types.customerWhere as () => Function, { nullable: true }) _where: Where | null,
    ): CustomerChange {
      if (!frame) throw needsSocket();
      const { kind, row, id } = frame.change;
      return { kind, customer: row, removed: row ? null : id };
    }
  }
  return [ChangeResolver];
}

function watch(
  name: string,
  where: Where | undefined,
  context: KehuContext,
  info: GraphQLResolveInfo,
): Promise<AsyncIterableIterator<Frame>> {
  requirePrincipal(context);
  const nouns = nounsOf(info.schema);
  const noun = nouns.get(name);
  if (!context.watch) throw needsSocket();
  const change = info.schema.getType('CustomerChange') as GraphQLObjectType;
  const nodes: FieldNode[] = [];
  const groups = collectSubfields(
    info.schema,
    info.fragments as never,
    info.variableValues,
    change,
    info.fieldNodes as FieldNode[],
  );
  for (const group of groups.values()) if (group[0]!.name.value === noun.name) nodes.push(...group);
  const selection = selectionOf(info, nouns, noun, nodes);
  refuseHistory(selection);
  return context.watch({ noun, where: flatCustom(where ?? null), selection });
}

const needsSocket = (): Error =>
  badInput(
    'customerChanged',
    'Subscribe over a WebSocket on this path (graphql-transport-ws).',
    '请在此路径通过 WebSocket（graphql-transport-ws）订阅。',
  );

/** A history grows by what others see; who wants it reads it when told of a change. */
function refuseHistory(selection: Selection): void {
  if (selection.history.length > 0) {
    throw badInput('history', 'A subscription does not carry the history.', '订阅不包含变更历史。');
  }
  for (const link of selection.links) refuseHistory(link.selection);
  for (const { page } of selection.manys) refuseHistory(page.selection);
}
