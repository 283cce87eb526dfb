import 'reflect-metadata';
import { GraphQLBoolean, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { GuardedRow } from '../access/guard';
import { DateTimeScalar } from '../graphql/scalars';
import type { Gain } from './merge/gains';

/** Types that merges name. */
export interface RecordTypes {
  customer: () => Function;
  user: () => Function;
}

/** Input of a merge, as the schema has it. */
export interface MergeInput {
  into: string;
  intoVersion?: number | null;
  from: { id: string; version?: number | null }[];
  choices?: { field: string; from: string }[] | null;
  acceptGains?: boolean | null;
  proposal?: string | null;
}

/** Declares the types of merging and splitting. Call it once a process. */
export function declareMergeTypes({ customer, user }: RecordTypes) {
  @InputType('MergedRecordInput', { description: 'A record that goes into another one.' })
  class MergedRecordInput {
    @Field(() => GraphQLID)
    id!: string;
    @Field(() => GraphQLInt, { nullable: true, description: 'The version the caller saw.' })
    version?: number | null;
  }

  @InputType('MergeChoiceInput', { description: 'Whose value of a field is kept.' })
  class MergeChoiceInput {
    @Field(() => GraphQLString)
    field!: string;
    @Field(() => GraphQLID, { description: 'One of the records.' })
    from!: string;
  }

  @InputType('MergeCustomersInput', { description: 'Customers that are one.' })
  class MergeCustomersInput implements MergeInput {
    @Field(() => GraphQLID, { description: 'The customer that stays.' })
    into!: string;
    @Field(() => GraphQLInt, { nullable: true, description: 'The version the caller saw.' })
    intoVersion?: number | null;
    @Field(() => [MergedRecordInput])
    from!: MergedRecordInput[];
    @Field(() => [MergeChoiceInput], {
      nullable: true,
      description: 'Left out, the customer keeps its own value, or gets the first there is; lists are put together.',
    })
    choices?: MergeChoiceInput[] | null;
    @Field(() => GraphQLBoolean, { nullable: true, description: 'The caller knows who could see more by it.' })
    acceptGains?: boolean | null;
    @Field(() => GraphQLID, { nullable: true, description: 'The proposal that is followed by it.' })
    proposal?: string | null;
  }

  @ObjectType('MergeGain', { description: 'A fact by which somebody could see more after a merge than before.' })
  class MergeGain implements Gain {
    @Field(() => GraphQLString, { description: 'The field, or the relation, that rules look at.' })
    field!: string;
    @Field(() => [GraphQLString], { description: 'Roles whose holders may gain by it.' })
    roles!: string[];
  }

  @ObjectType('MergeSource', { description: 'Where a value came from.' })
  class MergeSource {
    @Field(() => GraphQLString)
    field!: string;
    @Field(() => [GraphQLID])
    from!: string[];
  }

  @ObjectType('MergePreview', { description: 'What a merge would do.' })
  class MergePreview {
    @Field(() => [MergeSource], { description: 'By field the customers whose value would be kept.' })
    sources!: MergeSource[];
    @Field(() => [MergeGain])
    gains!: Gain[];
    @Field(() => GraphQLBoolean, { description: 'Whether it would wait for somebody who sees all.' })
    waits!: boolean;
  }

  @ObjectType('MergePayload')
  class MergePayload {
    @Field(customer, { nullable: true, description: 'The customer that stays.' })
    customer!: GuardedRow | null;
    @Field(() => GraphQLID, { nullable: true, description: 'By which it can be split again.' })
    merge!: string | null;
    @Field(() => GraphQLBoolean, { description: 'Nothing was merged: it waits for somebody who sees all.' })
    waiting!: boolean;
    @Field(() => [MergeGain])
    gains!: Gain[];
    @Field(() => [GraphQLString], {
      description: 'Purposes on whose consent the customers disagreed; the stricter counts until somebody decides.',
    })
    consentConflicts!: string[];
  }

  @ObjectType('UnmergePayload')
  class UnmergePayload {
    @Field(customer, { nullable: true, description: 'The customer that stayed.' })
    customer!: GuardedRow | null;
    @Field(() => [customer() as never], { description: 'Those that came back.' })
    customers!: GuardedRow[];
    @Field(() => [GraphQLString], { description: 'Fields changed since the merge: they keep that value.' })
    keptFields!: string[];
    @Field(() => GraphQLInt, { description: 'Rows that have gone elsewhere since and stay there.' })
    keptRows!: number;
  }

  @ObjectType('CustomerMerge', { description: 'A merge into a customer.' })
  class CustomerMerge {
    @Field(() => GraphQLID)
    id!: string;
    @Field(() => DateTimeScalar)
    at!: string;
    @Field(user, { nullable: true })
    by!: GuardedRow | null;
    @Field(() => GraphQLBoolean)
    undone!: boolean;
    @Field(() => GraphQLBoolean, { description: 'Whether it is the one that can be taken back now.' })
    canUndo!: boolean;
    @Field(() => [customer() as never], { description: 'Those merged away, as they were, with their history.' })
    from!: GuardedRow[];
    @Field(() => [MergeSource], { description: 'Where each value that changed came from.' })
    sources!: MergeSource[];
  }

  return { MergeCustomersInput, MergePreview, MergePayload, UnmergePayload, CustomerMerge };
}
