import 'reflect-metadata';
import { GraphQLBoolean, GraphQLID } from 'graphql';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { requirePrincipal } from '../graphql/context';
import { declareEnum, declareInput, declareObject, type FieldSpec, type TypeRef } from '../graphql/declare';
import type { KehuContext } from '../graphql/kehu-context';
import { DateTime, Id, Int, Str } from '../graphql/shared-types';
import {
  ownReports,
  pauseReport,
  scheduleReport,
  unscheduleReport,
  type ReportInput as Input,
  type ReportSchedule,
} from './reports';

const Frequency = declareEnum('ReportFrequency', ['DAILY', 'WEEKLY', 'MONTHLY'], 'How often a report comes.');
const Format = declareEnum('ReportFormat', ['CSV', 'XLSX'], 'What a report is attached as.');

const field = (name: string, type: TypeRef, nullable: boolean, description?: string): FieldSpec => ({
  name,
  type,
  nullable,
  description,
});

const Report = declareObject(
  'ReportSchedule',
  'A saved query or list that is sent to the caller by e-mail, asked as the caller.',
  [
    field('id', Id, false),
    field('savedId', Id, false),
    field('frequency', () => Frequency, false),
    field('day', Int, true, '1 to 7 from Monday, or 1 to 31.'),
    field('minute', Int, false, 'Minute of the day.'),
    field('timeZone', Str, false),
    field('format', () => Format, false),
    field('nextAt', DateTime, true, 'Null while it is paused.'),
    field('lastAt', DateTime, true),
  ],
);

const ReportInput = declareInput('ScheduleReportInput', 'Which saved query or list to send, and when.', [
  field('savedId', Id, false),
  field('frequency', () => Frequency, false),
  field('day', Int, true, '1 to 7 from Monday, or 1 to 31; the last day where a month is shorter.'),
  field('minute', Int, false, 'Minute of the day, 0 to 1,439.'),
  field('timeZone', Str, true, 'UTC unless stated.'),
  field('format', () => Format, true, 'CSV unless stated.'),
]);

const moment = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const shown = (schedule: ReportSchedule): object => ({
  ...schedule,
  nextAt: moment(schedule.nextAt),
  lastAt: moment(schedule.lastAt),
});

/** Declares the operations on reports by e-mail. Call it once a process. */
export function declareReports(): Function[] {
  @Resolver()
  class ReportResolver {
    @Query(() => [Report], { description: 'Reports that are sent to the caller.' })
    async reportSchedules(@Ctx() context: KehuContext): Promise<object[]> {
      return (await ownReports(context.reading().runner, requirePrincipal(context))).map(shown);
    }

    @Mutation(() => Report, {
      description: 'Has a saved query or list sent to oneself by e-mail, asked as oneself each time.',
    })
    async scheduleReport(@Arg('input', () => ReportInput) input: Input, @Ctx() context: KehuContext): Promise<object> {
      const { database, now, newId } = context.writing();
      const principal = requirePrincipal(context);
      const id = await scheduleReport({ runner: database, now, newId }, principal, input);
      return shown((await ownReports(database, principal)).find((one) => one.id === id)!);
    }

    @Mutation(() => Report, { description: 'Pauses a report of one’s own, or has it go on at its next time.' })
    async pauseReport(
      @Arg('id', () => GraphQLID) id: string,
      @Arg('paused', () => GraphQLBoolean) pause: boolean,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const { database, now } = context.writing();
      const principal = requirePrincipal(context);
      await pauseReport(database, principal, { id, pause, now });
      return shown((await ownReports(database, principal)).find((one) => one.id === id)!);
    }

    @Mutation(() => GraphQLBoolean, { description: 'Ends a report of one’s own.' })
    async unscheduleReport(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<boolean> {
      await unscheduleReport(context.writing().database, requirePrincipal(context), id);
      return true;
    }
  }
  return [ReportResolver];
}
