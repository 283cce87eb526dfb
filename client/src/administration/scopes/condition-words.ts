import type { TFunction } from 'i18next';
import { formatDate, formatEither } from '../../lib/format';
import type { RuleWords } from '../rules/use-rule-words';
import { isRelative, type Condition, type ConditionValue, type GroupCondition } from './condition';

export interface SentenceWords {
  t: TFunction;
  language: string;
  rules: RuleWords;
  /** A value of a field as a person reads it. */
  valueName: (type: string, field: string, value: string) => string;
}

const fieldOf = ({ rules }: SentenceWords, type: string, name: string) =>
  rules.catalogue.types.find((one) => one.type === type)?.fields.find((one) => one.name === name);

function valueWords(words: SentenceWords, type: string, field: string, value: ConditionValue): string {
  const { t, language } = words;
  if (isRelative(value)) return t(`admin.time.${value.unit}`, { count: value.amount });
  if (typeof value === 'boolean') return t(value ? 'admin.cell.yes' : 'admin.cell.no');
  if (value === null || value === '' || value.length === 0) return '…';
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value)) return formatDate(value, language);
  const names = (typeof value === 'string' ? [value] : value).map((one) => words.valueName(type, field, one));
  return formatEither(names, language);
}

/** What a condition says of a record of this type, as a clause in the reader's language. */
export function conditionWords(words: SentenceWords, type: string, condition: Condition): string {
  const { t } = words;
  if (condition.kind === 'group') return groupWords(words, type, condition);
  const field = fieldOf(words, type, condition.field);
  const name = field?.label ?? condition.field;
  const to = field?.to ?? '';
  if (condition.kind === 'value') {
    const { operator, value } = condition;
    if (operator === 'isNull') return t(value === true ? 'admin.says.isEmpty' : 'admin.says.isFilled', { field: name });
    const dated = field?.kind === 'date' || field?.kind === 'dateTime';
    const key = dated ? `date.${operator}${isRelative(value) ? '' : '.day'}` : operator;
    return t(`admin.says.${key}`, {
      field: name,
      value: valueWords(words, type, condition.field, value),
    });
  }
  if (condition.kind === 'link') {
    if (condition.mode !== 'where') return t(`admin.says.link.${condition.mode}`, { field: name });
    return t('admin.says.link.where', { field: name, condition: groupWords(words, to, condition.of) });
  }
  const key = condition.of.items.length === 0 ? 'plain' : 'where';
  return t(`admin.says.${condition.quantifier}.${key}`, {
    field: name,
    condition: groupWords(words, to, condition.of),
  });
}

function groupWords(words: SentenceWords, type: string, { items, any, not }: GroupCondition): string {
  const { t } = words;
  const parts = items.map((item) => conditionWords(words, type, item));
  const nested = items.length > 1;
  const joined = parts.length === 0 ? '…' : parts.join(t(any ? 'admin.says.or' : 'admin.says.and'));
  if (not) return t('admin.says.not', { condition: joined });
  return nested && any ? t('admin.says.brackets', { condition: joined }) : joined;
}

/** The whole scope in a sentence. */
export const scopeSentence = (words: SentenceWords, type: string, of: GroupCondition): string =>
  of.items.length === 0
    ? words.t('admin.says.nothing')
    : words.t('admin.says.sentence', {
        noun: words.rules.typeLabel(type),
        condition: groupWords(words, type, of),
      });
