import { visibleCustom } from '../access/visible-custom';
import type { RuleSet } from '../access/rule-set';
import type { Administration } from '../administration/administration';
import { choicesOf, customName, holdsChoices } from '../model/custom-field';
import type { StoredField } from './stored-fields';

// Raw SQL: the words of choices, retired ones too, for those who keep them.

/** Fields of a type that rules grant somebody anything of, with what may be done with each; nothing of an unknown type. */
export function fieldsFor(
  ruleSet: RuleSet,
  type: string,
  language: 'en' | 'zh',
  choices: (dictionary: string, language: 'en' | 'zh') => object[],
): object[] {
  const { nouns } = ruleSet.book;
  const noun = nouns.all().find(({ typeName }) => typeName === type);
  if (!noun) return [];
  const visible = new Set(visibleCustom(ruleSet));
  const write = ruleSet.write(noun.name);
  return [...noun.fields.values()].flatMap((field) => {
    const { custom } = field;
    if (!custom || !visible.has(custom)) return [];
    const readable = (ruleSet.view(noun.name).cells.get(field.name)?.read.kind ?? 'none') !== 'none';
    const rule = write.fields.get(field.name);
    const may = (action: 'create' | 'update'): boolean =>
      rule !== undefined && rule[action].kind !== 'none' && write[action].kind !== 'none';
    return [
      {
        key: custom.key,
        name: field.name,
        kind: custom.kind,
        label: custom.label[language],
        help: custom.help,
        max: field.max ?? null,
        currency: custom.currency,
        to: custom.to === null ? null : nouns.get(custom.to).typeName,
        required: custom.required,
        readable,
        creatable: may('create'),
        updatable: may('update'),
        sortable: readable && field.sort === true,
        groupable: readable && field.group === true,
        choices: field.dictionary === undefined ? [] : choices(field.dictionary, language),
      },
    ];
  });
}

/** Definitions as those who keep fields see them. */
export async function shownFields(of: Administration, fields: readonly StoredField[]): Promise<object[]> {
  const rows = await of.database.rows(
    'SELECT dictionary, entry_key, name, name_zh, position, active FROM dictionary_entries ORDER BY dictionary, position, entry_key',
  );
  const items = rows
    .filter(([dictionary]) => holdsChoices(String(dictionary)))
    .map(([dictionary, key, en, zh, position, active]) => ({
      dictionary: String(dictionary),
      key: String(key),
      en: String(en),
      zh: String(zh),
      position: Number(position),
      active: Number(active) === 1,
    }));
  return fields.map((field) => ({
    ...field,
    type: of.nouns.get(field.noun).typeName,
    name: customName(field.key),
    to: field.to === null ? null : of.nouns.get(field.to).typeName,
    retiredAt: field.retiredAt === null ? null : new Date(field.retiredAt).toISOString(),
    choices: items.filter(({ dictionary }) => dictionary === choicesOf(field)),
  }));
}
