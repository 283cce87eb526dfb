import 'reflect-metadata';
import { GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString } from 'graphql';
import { limits } from '@kehu/shared';
import { Arg, Ctx, Field, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { badInput, notFound } from '../errors/errors';
import { requirePrincipal } from '../graphql/context';
import type { KehuContext } from '../graphql/kehu-context';
import { JsonScalar } from '../graphql/scalars';
import { nounNames } from './import-columns';
import type { StoredImport } from './import-store';
import { hasRefused } from './imports';
import type { Template } from './import-templates';
import { undoUntil } from './undo-until';

/** Declares the operations on one's own imports. Call it once a process. */
export function declareImports(): Function[] {
  @ObjectType('Import', { description: 'A file on its way into Kehu, or that came in; its owner’s alone.' })
  class ImportType {
    @Field(() => GraphQLID) id!: string;
    @Field(() => GraphQLString, {
      description: 'UPLOADING, READY, REHEARSING, RUNNING, PAUSED, CANCELLED, DONE, FAILED, UNDOING or UNDONE.',
    })
    state!: string;
    @Field(() => GraphQLString, {
      nullable: true,
      description:
        'What its rows are: customer, contact, product, order, opportunity, ticket, activity; null where its columns don’t tell and nobody has said it yet.',
    })
    noun!: string | null;
    @Field(() => GraphQLString, { nullable: true, description: 'The noun in words.' }) nounName!: string | null;
    @Field(() => GraphQLString) fileName!: string;
    @Field(() => GraphQLFloat, { description: 'Bytes.' }) fileSize!: number;
    @Field(() => JsonScalar, { description: 'How it is read, mapped, cleaned and matched.' }) plan!: unknown;
    @Field(() => GraphQLFloat, { description: 'Share of the file that is done with, 0 to 1.' }) progress!: number;
    @Field(() => GraphQLInt) created!: number;
    @Field(() => GraphQLInt) updated!: number;
    @Field(() => GraphQLInt) unchanged!: number;
    @Field(() => GraphQLInt) refused!: number;
    @Field(() => GraphQLInt, { description: 'Records that undoing left as they were.' }) kept!: number;
    @Field(() => JsonScalar, { nullable: true, description: 'Line and reason of the first of these.' })
    keptRows!: unknown;
    @Field(() => GraphQLFloat, { nullable: true, description: 'Records a second, while it ran.' })
    rowsPerSecond!: number | null;
    @Field(() => GraphQLInt, { nullable: true }) secondsLeft!: number | null;
    @Field(() => JsonScalar, { nullable: true, description: 'What a rehearsal found.' }) report!: unknown;
    @Field(() => GraphQLString, { nullable: true, description: 'Why it failed as a whole.' }) fault!: string | null;
    @Field(() => GraphQLString, { nullable: true, description: 'Where the refused rows are, as a file.' })
    refusedUrl!: string | null;
    @Field(() => GraphQLString, { nullable: true, description: 'Until when it can be taken back, once it has ended.' })
    undoUntil!: string | null;
    @Field(() => GraphQLString) createdAt!: string;
    @Field(() => GraphQLString, { nullable: true }) finishedAt!: string | null;
  }

  @ObjectType('ImportTemplate', { description: 'A way to read files of one kind, kept under a name.' })
  class ImportTemplateType {
    @Field(() => GraphQLID) id!: string;
    @Field(() => GraphQLString) name!: string;
    @Field(() => JsonScalar) plan!: unknown;
  }

  @Resolver()
  class ImportResolver {
    @Query(() => [ImportType], { description: 'One’s own imports, newest first.' })
    async imports(
      @Arg('first', () => GraphQLInt, { nullable: true, defaultValue: 20 }) first: number | null,
      @Ctx() context: KehuContext,
    ): Promise<ImportType[]> {
      const most = first ?? 20;
      if (most < 1 || most > limits.maxPageSize) {
        throw badInput(
          'first',
          `A page holds 1 to ${limits.maxPageSize}.`,
          `每页可包含 1 至 ${limits.maxPageSize} 项。`,
        );
      }
      const found = await context.services.imports.list(requirePrincipal(context), most);
      return Promise.all(found.map((one) => shown(context, one, null)));
    }

    @Query(() => ImportType, { nullable: true, description: 'An import of one’s own; another’s is as none.' })
    async import(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ImportType | null> {
      const one = await context.services.imports.find(requirePrincipal(context), id);
      return one && shownWhole(context, one);
    }

    @Query(() => JsonScalar, { description: 'How a file is understood, with the plan given or the one it has.' })
    importPreview(
      @Arg('id', () => GraphQLID) id: string,
      @Arg('plan', () => JsonScalar, { nullable: true }) plan: unknown,
      @Ctx() context: KehuContext,
    ): Promise<unknown> {
      return context.services.imports.preview(requirePrincipal(context), id, plan, context.language);
    }

    @Query(() => [ImportTemplateType], { description: 'Ways to read files that somebody kept, by name.' })
    importTemplates(@Ctx() context: KehuContext): Promise<Template[]> {
      return context.services.imports.templates.list(requirePrincipal(context));
    }

    @Mutation(() => ImportType, { description: 'Settles how a file is read, mapped, cleaned and matched.' })
    async planImport(
      @Arg('id', () => GraphQLID) id: string,
      @Arg('plan', () => JsonScalar) plan: unknown,
      @Ctx() context: KehuContext,
    ): Promise<ImportType> {
      await context.services.imports.plan(requirePrincipal(context), id, plan);
      return again(context, id);
    }

    @Mutation(() => ImportType, {
      description: 'Does everything in the background and takes it back: what it found is the report.',
    })
    async rehearseImport(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ImportType> {
      await context.services.imports.rehearse(requirePrincipal(context), id, context.language);
      return again(context, id);
    }

    @Mutation(() => ImportType, { description: 'Runs an import in the background, or goes on with it.' })
    async runImport(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ImportType> {
      await context.services.imports.run(requirePrincipal(context), id, context.language);
      return again(context, id);
    }

    @Mutation(() => ImportType, { description: 'Has it stop after the rows at hand, to be gone on with.' })
    async pauseImport(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ImportType> {
      await context.services.imports.stop(requirePrincipal(context), id, 'pause');
      return again(context, id);
    }

    @Mutation(() => ImportType, { description: 'Ends it; what it wrote stays, and can be undone.' })
    async cancelImport(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ImportType> {
      await context.services.imports.stop(requirePrincipal(context), id, 'cancel');
      return again(context, id);
    }

    @Mutation(() => ImportType, {
      description: 'Takes an import back: what it created and nobody touched since goes, what it changed comes back.',
    })
    async undoImport(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<ImportType> {
      await context.services.imports.undo(requirePrincipal(context), id, context.language);
      return again(context, id);
    }

    @Query(() => [ImportType], {
      description: 'Imports of one’s own that refer to one another, in the order in which they are taken.',
    })
    async relatedImports(
      @Arg('ids', () => [GraphQLID]) ids: string[],
      @Ctx() context: KehuContext,
    ): Promise<ImportType[]> {
      return together(context, ids);
    }

    @Mutation(() => [ImportType], {
      description: 'Rehearses several files in one go: what one would bring is there for those that name it.',
    })
    async rehearseImports(
      @Arg('ids', () => [GraphQLID]) ids: string[],
      @Ctx() context: KehuContext,
    ): Promise<ImportType[]> {
      await context.services.imports.together.rehearse(requirePrincipal(context), ids, context.language);
      return together(context, ids);
    }

    @Mutation(() => [ImportType], {
      description: 'Runs several files one after the other, or goes on with those that are not done.',
    })
    async runImports(@Arg('ids', () => [GraphQLID]) ids: string[], @Ctx() context: KehuContext): Promise<ImportType[]> {
      await context.services.imports.together.run(requirePrincipal(context), ids, context.language);
      return together(context, ids);
    }

    @Mutation(() => [ImportType], { description: 'Takes several files back, the last one first.' })
    async undoImports(
      @Arg('ids', () => [GraphQLID]) ids: string[],
      @Ctx() context: KehuContext,
    ): Promise<ImportType[]> {
      await context.services.imports.together.undo(requirePrincipal(context), ids, context.language);
      return together(context, ids);
    }

    @Mutation(() => [ImportTemplateType], {
      description: 'Keeps a plan under a name; one’s own of the same name and noun gives way to it.',
    })
    saveImportTemplate(
      @Arg('name', () => GraphQLString) name: string,
      @Arg('plan', () => JsonScalar) plan: unknown,
      @Ctx() context: KehuContext,
    ): Promise<Template[]> {
      return context.services.imports.templates.save(requirePrincipal(context), name, plan);
    }

    @Mutation(() => [ImportTemplateType], { description: 'Forgets a plan of one’s own.' })
    deleteImportTemplate(@Arg('id', () => GraphQLID) id: string, @Ctx() context: KehuContext): Promise<Template[]> {
      return context.services.imports.templates.delete(requirePrincipal(context), id);
    }
  }

  async function together(context: KehuContext, ids: readonly string[]): Promise<ImportType[]> {
    const found = await context.services.imports.together.list(requirePrincipal(context), ids);
    return Promise.all(found.map((one) => shownWhole(context, one)));
  }

  async function again(context: KehuContext, id: string): Promise<ImportType> {
    const one = await context.services.imports.find(requirePrincipal(context), id);
    if (!one) throw notFound('id');
    return shownWhole(context, one);
  }

  const shownWhole = async (context: KehuContext, one: StoredImport): Promise<ImportType> =>
    shown(context, one, one.kept > 0 ? await context.services.imports.kept(one) : null);

  async function shown(context: KehuContext, one: StoredImport, keptRows: unknown): Promise<ImportType> {
    const { language, services } = context;
    const until = undoUntil(one);
    const seconds = one.activeMs / 1000;
    const rate = seconds > 0 ? one.checkpoint / seconds : null;
    const left = one.state === 'RUNNING' && one.progress > 0 ? seconds * ((1 - one.progress) / one.progress) : null;
    return {
      id: one.id,
      state: one.state,
      noun: one.plan.noun,
      nounName: one.plan.noun && nounNames[one.plan.noun][language],
      fileName: one.fileName,
      fileSize: one.fileBytes,
      plan: one.plan,
      progress: one.progress,
      created: one.created,
      updated: one.updated,
      unchanged: one.unchanged,
      refused: one.refused,
      kept: one.kept,
      keptRows,
      rowsPerSecond: rate,
      secondsLeft: left === null ? null : Math.ceil(left),
      report: await services.imports.report(requirePrincipal(context), one),
      fault: one.fault?.[language] ?? null,
      refusedUrl: hasRefused(one) ? `/files/imports/${one.id}/refused` : null,
      undoUntil: until === null ? null : new Date(until).toISOString(),
      createdAt: new Date(one.createdAt).toISOString(),
      finishedAt: one.finishedAt === null ? null : new Date(one.finishedAt).toISOString(),
    };
  }
  return [ImportResolver];
}
