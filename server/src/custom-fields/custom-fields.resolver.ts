import 'reflect-metadata';
import { GraphQLString } from 'graphql';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { administratorOf, type Administration, type Administrator } from '../administration/administration';
import type { KehuContext } from '../graphql/kehu-context';
import type { NewField } from './check-field';
import {
  changeField,
  createField,
  listFields,
  restoreField,
  retireField,
  saveChoice,
  type FieldChange,
  type FieldVersion,
} from './keep-fields';
import {
  ChangeCustomFieldInput,
  CreateCustomFieldInput,
  CustomChoice,
  CustomFieldDefinition,
  CustomFieldInfo,
  CustomFieldPayload,
  CustomFieldVersionInput,
  SaveCustomChoiceInput,
} from './field-types';
import { fieldsFor, shownFields } from './shown-fields';
import type { StoredField } from './stored-fields';

/** Declares the operations on fields that administrators add. Call it once a process. */
export function declareCustomFields(): Function[] {
  @Resolver()
  class CustomFieldsResolver {
    @Query(() => [CustomFieldInfo], {
      description:
        'Fields that were added to a type of record and of which rules grant the caller anything; for forms and lists.',
    })
    customFields(@Arg('type', () => GraphQLString) type: string, @Ctx() context: KehuContext): object[] {
      return fieldsFor(context.ruleSet(), type, context.language, context.services.dictionary);
    }

    @Query(() => [CustomFieldDefinition], {
      description: 'Every added field, of one type of record or of all, retired ones too: for those who keep fields.',
    })
    async customFieldDefinitions(
      @Arg('type', () => GraphQLString, { nullable: true }) type: string | null,
      @Ctx() context: KehuContext,
    ): Promise<object[]> {
      const { administration: of } = context.services;
      const fields = await listFields(of, administratorOf(context));
      return shownFields(
        of,
        fields.filter(({ noun }) => type == null || of.nouns.get(noun).typeName === type),
      );
    }

    @Mutation(() => CustomFieldPayload, {
      description: 'Adds a field to a type of record. Nobody sees it until a rule grants something of it.',
    })
    createCustomField(
      @Arg('input', () => CreateCustomFieldInput) input: NewField,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      return changed(context, (of, who) => createField(of, who, input));
    }

    @Mutation(() => CustomFieldPayload, { description: 'Changes what a field is called and how forms treat it.' })
    changeCustomField(
      @Arg('input', () => ChangeCustomFieldInput) input: FieldChange,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      return changed(context, (of, who) => changeField(of, who, input));
    }

    @Mutation(() => CustomFieldPayload, {
      description: 'Takes a field out of use; values, rules and history stay and come back with it.',
    })
    retireCustomField(
      @Arg('input', () => CustomFieldVersionInput) input: FieldVersion,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      return changed(context, (of, who) => retireField(of, who, input));
    }

    @Mutation(() => CustomFieldPayload, { description: 'Takes a retired field into use again.' })
    restoreCustomField(
      @Arg('input', () => CustomFieldVersionInput) input: FieldVersion,
      @Ctx() context: KehuContext,
    ): Promise<object> {
      return changed(context, (of, who) => restoreField(of, who, input));
    }

    @Mutation(() => CustomChoice, { description: 'Adds a value to a choice, or changes the one of this key.' })
    async saveCustomChoice(
      @Arg('input', () => SaveCustomChoiceInput) input: Parameters<typeof saveChoice>[2],
      @Ctx() context: KehuContext,
    ): Promise<object> {
      const { administration: of } = context.services;
      const saved = await saveChoice(of, administratorOf(context), input);
      await of.refresh();
      return saved;
    }
  }
  return [CustomFieldsResolver];
}

async function changed(
  context: KehuContext,
  change: (of: Administration, who: Administrator) => Promise<StoredField>,
): Promise<object> {
  const { administration: of } = context.services;
  const field = await change(of, administratorOf(context));
  await of.refresh();
  const [shown] = await shownFields(of, [field]);
  return { field: shown };
}
