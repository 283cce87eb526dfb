import { Label, LabelInput } from '../administration/rule-types';
import { many, may, must } from '../administration/field-specs';
import { declareEnum, declareInput, declareObject } from '../graphql/declare';
import { Bool, DateTime, DictionaryEntry, Id, Int, listOf, Str } from '../graphql/shared-types';
import { customKinds } from '../model/custom-field';

export const CustomFieldKind = declareEnum('CustomFieldKind', customKinds, 'What an added field holds.');

export const CustomChoice = declareObject('CustomChoice', 'A value of a choice, as those who keep fields see it.', [
  must('key', Str, 'What records hold; it never changes.'),
  must('en', Str),
  must('zh', Str),
  must('position', Int),
  must('active', Bool, 'Whether forms offer it.'),
]);

export const CustomFieldDefinition = declareObject(
  'CustomFieldDefinition',
  'A field that was added to a type of record, as those who keep fields see it.',
  [
    must('id', Id),
    must('version', Int, 'Stated when it is changed.'),
    must('type', Str, 'Type of record it belongs to.'),
    must('key', Str, 'Its name below `custom`; it never changes.'),
    must('name', Str, 'Its name in rules: custom. and the key.'),
    must('kind', () => CustomFieldKind),
    must('label', () => Label),
    must('help', Str),
    may('max', Int, 'Longest text in characters.'),
    may('currency', Str, 'The one currency of its amounts; null where each record says its own.'),
    may('to', Str, 'Type of record that a link leads to.'),
    must('required', Bool, 'New records need it from those who may write it.'),
    must('position', Int, 'Its place in forms.'),
    must('indexed', Bool, 'Whether filters, orders and groups by it are fast on many records.'),
    may('retiredAt', DateTime),
    must(
      'choices',
      many(() => CustomChoice),
    ),
  ],
);

export const CustomFieldInfo = declareObject(
  'CustomFieldInfo',
  'A field that was added to a type of record, as far as rules grant the caller anything of it.',
  [
    must('key', Str, 'Its name below `custom`.'),
    must('name', Str, 'Its name in `access`, rules and errors: custom. and the key.'),
    must('kind', () => CustomFieldKind),
    must('label', Str, "In the request's language."),
    must('help', Str),
    may('max', Int),
    may('currency', Str),
    may('to', Str, 'Type of record that a link leads to.'),
    must('required', Bool),
    must('readable', Bool, 'On some rows at least; then filters may use it.'),
    must('creatable', Bool, 'Whether new records take it from the caller.'),
    must('updatable', Bool, 'On some rows at least.'),
    must('sortable', Bool),
    must('groupable', Bool),
    must(
      'choices',
      listOf(() => DictionaryEntry),
      'Values that are offered.',
    ),
  ],
);

export const CustomChoiceInput = declareInput('CustomChoiceInput', 'A value of a choice.', [
  must('key', Str, '1 to 64 letters, digits and hyphens; it never changes.'),
  must('en', Str),
  must('zh', Str),
]);

export const CreateCustomFieldInput = declareInput('CreateCustomFieldInput', 'A new field of a type of record.', [
  must('type', Str, 'Type of record, such as Customer.'),
  must('key', Str, 'Its name below `custom`, such as favouriteColour; it never changes.'),
  must('kind', () => CustomFieldKind),
  must('label', () => LabelInput),
  may('help', Str),
  may('max', Int, 'Longest text in characters, 1 to 200; 100 unless given.'),
  may('currency', Str, 'ISO 4217 code of its amounts; needed where records have no currency of their own.'),
  may('to', Str, 'Type of record that a link leads to.'),
  may('required', Bool),
  may('position', Int),
  may(
    'choices',
    many(() => CustomChoiceInput),
  ),
]);

export const ChangeCustomFieldInput = declareInput('ChangeCustomFieldInput', 'Absent means unchanged.', [
  must('id', Id),
  must('version', Int),
  may('label', () => LabelInput),
  may('help', Str),
  may('required', Bool),
  may('position', Int),
]);

export const CustomFieldVersionInput = declareInput('CustomFieldVersionInput', 'Which field, as it was looked at.', [
  must('id', Id),
  must('version', Int),
]);

export const SaveCustomChoiceInput = declareInput('SaveCustomChoiceInput', 'A value of a choice, new or changed.', [
  must('id', Id, 'Of the field.'),
  must('key', Str),
  must('en', Str),
  must('zh', Str),
  may('position', Int),
  may('active', Bool),
]);

export const CustomFieldPayload = declareObject('CustomFieldPayload', 'The field after the change.', [
  must('field', () => CustomFieldDefinition),
]);
