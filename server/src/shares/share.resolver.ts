import 'reflect-metadata';
import { GraphQLBoolean, GraphQLID } from 'graphql';
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { KehuContext } from '../graphql/kehu-context';
import { DateTimeScalar } from '../graphql/scalars';
import { shareCustomer } from './share-customer';
import { unshare } from './unshare';

/** Declares `share` and `unshare` and returns the resolver class. Call it once a process. */
export function declareShares(): Function[] {
  @InputType('ShareInput', { description: 'Shows a customer to one user or one team.' })
  class ShareInput {
    @Field(() => GraphQLID, { description: 'The customer.' })
    id!: string;
    @Field(() => GraphQLID, { nullable: true })
    withUserId?: string | null;
    @Field(() => GraphQLID, { nullable: true })
    withTeamId?: string | null;
    @Field(() => GraphQLBoolean, { nullable: true, defaultValue: false, description: 'Whether to change it too.' })
    write?: boolean | null;
    @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends; null for no end.' })
    until?: string | null;
  }

  @ObjectType('SharePayload', { description: 'The share that was made or ended.' })
  class SharePayload {
    @Field(() => GraphQLID)
    id!: string;
  }

  @Resolver()
  class ShareResolver {
    @Mutation(() => SharePayload, {
      description: 'Shows a customer to one more user or team; again with the same one replaces a share one may end.',
    })
    share(@Arg('input', () => ShareInput) input: ShareInput, @Ctx() context: KehuContext): Promise<SharePayload> {
      return shareCustomer(context.writing(), input);
    }

    @Mutation(() => SharePayload, { description: 'Ends a share at once.' })
    unshare(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<SharePayload> {
      return unshare(context.writing(), id);
    }
  }
  return [ShareResolver];
}
