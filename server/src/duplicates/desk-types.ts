import 'reflect-metadata';
import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';
import { Field, InputType, ObjectType } from 'type-graphql';
import type { GuardedRow } from '../access/guard';
import { DateScalar, DateTimeScalar } from '../graphql/scalars';
import type { DeskGroup, DeskPair } from './found/read-desk';
import type { ShownProposal } from './found/read-proposals';
import type { Candidate, ShownEvidence } from './found/duplicates-of-input';
import type { RecordTypes } from './merge-types';

/** What is typed into a form so far. */
export interface TypedCustomer {
  name?: string | null;
  phones?: string[] | null;
  emails?: string[] | null;
  addresses?: string[] | null;
  birthDate?: string | null;
  except?: string | null;
}

/** Declares what is shown of duplicates that were found. Call it once a process. */
export function declareDeskTypes({ customer, user }: RecordTypes) {
  @InputType('CustomerDuplicatesInput', { description: 'What is known so far of a customer being entered.' })
  class CustomerDuplicatesInput implements TypedCustomer {
    @Field(() => GraphQLString, { nullable: true })
    name?: string | null;
    @Field(() => [GraphQLString], { nullable: true, description: 'As typed.' })
    phones?: string[] | null;
    @Field(() => [GraphQLString], { nullable: true })
    emails?: string[] | null;
    @Field(() => [GraphQLString], { nullable: true, description: 'Each in one line.' })
    addresses?: string[] | null;
    @Field(() => DateScalar, { nullable: true })
    birthDate?: string | null;
    @Field(() => GraphQLID, { nullable: true, description: 'The customer that is being edited.' })
    except?: string | null;
  }

  @ObjectType('DuplicateEvidence', { description: 'What one field says about two records being one.' })
  class DuplicateEvidence implements ShownEvidence {
    @Field(() => GraphQLString)
    field!: string;
    @Field(() => GraphQLString, { description: 'SAME, CLOSE, SIMILAR or DIFFERENT.' })
    agreement!: ShownEvidence['agreement'];
    @Field(() => GraphQLFloat, { description: 'In bits: above 0 it speaks for it, below 0 against it.' })
    weight!: number;
  }

  @ObjectType('DuplicateCandidate', { description: 'A customer that may be the one that is entered.' })
  class DuplicateCandidate {
    @Field(customer)
    customer!: GuardedRow;
    @Field(() => GraphQLFloat, { description: 'How likely, from 0 to 1, by what the caller may read.' })
    score!: number;
    @Field(() => [DuplicateEvidence])
    evidence!: Candidate['evidence'];
  }

  @ObjectType('DuplicatePair', { description: 'Two customers of a group.' })
  class DuplicatePair implements DeskPair {
    @Field(() => GraphQLID)
    a!: string;
    @Field(() => GraphQLID)
    b!: string;
    @Field(() => GraphQLFloat)
    score!: number;
    @Field(() => [DuplicateEvidence])
    evidence!: ShownEvidence[];
  }

  @ObjectType('DuplicateGroup', { description: 'Customers that may be one.' })
  class DuplicateGroup implements Omit<DeskGroup, 'records'> {
    @Field(() => [customer() as never])
    customers!: GuardedRow[];
    @Field(() => [DuplicatePair])
    pairs!: DeskPair[];
    @Field(() => GraphQLFloat, { description: 'Of the surest pair.' })
    score!: number;
    @Field(() => GraphQLBoolean, { description: 'Somebody put it off.' })
    later!: boolean;
  }

  @ObjectType('MergeChoice', { description: 'Whose value of a field is kept.' })
  class MergeChoice {
    @Field(() => GraphQLString)
    field!: string;
    @Field(() => GraphQLID)
    from!: string;
  }

  @ObjectType('MergeProposal', { description: 'A merge that waits for somebody who sees all.' })
  class MergeProposal implements Omit<ShownProposal, 'records'> {
    @Field(() => GraphQLID)
    id!: string;
    @Field(() => DateTimeScalar)
    at!: string;
    @Field(user, { nullable: true, description: 'Who asked for it; null for a program.' })
    by!: GuardedRow | null;
    @Field(() => GraphQLID, { description: 'The customer that is to stay.' })
    into!: string;
    @Field(() => [MergeChoice], { description: 'Whose value of a field is to be kept.' })
    choices!: MergeChoice[];
    @Field(() => [customer() as never])
    customers!: GuardedRow[];
  }

  @ObjectType('DuplicatesDesk', { description: 'What was found the last time, in the view of the caller.' })
  class DuplicatesDesk {
    @Field(() => DateTimeScalar, { nullable: true, description: 'When customers were last looked through.' })
    sweptAt!: string | null;
    @Field(() => GraphQLInt, { description: 'How many customers were looked through.' })
    records!: number;
    @Field(() => GraphQLInt, { description: 'How many pairs were found then.' })
    found!: number;
    @Field(() => [DuplicateGroup], {
      description: 'The surest first; those put off last. It may hold fewer than asked for and have a page after it.',
    })
    groups!: DuplicateGroup[];
    @Field(() => GraphQLInt, { nullable: true, description: 'Where the next page begins; null at the end.' })
    next!: number | null;
  }

  return { CustomerDuplicatesInput, DuplicateCandidate, DuplicateGroup, MergeProposal, DuplicatesDesk };
}
