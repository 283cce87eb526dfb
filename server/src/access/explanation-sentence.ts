import type { Sentence } from '../errors/errors';

/** Who an explanation speaks of: its reader, or somebody by name. */
export interface Person {
  who: Sentence;
  whom: string;
  whose: string;
}

export const personOf = (name: string | null): Person =>
  name === null
    ? { who: { en: 'You', zh: '您' }, whom: 'you', whose: 'your' }
    : { who: { en: name, zh: ` ${name} ` }, whom: name, whose: 'their' };

/**
 * What is so, in one sentence. `told`: the k over which totals are told where no single value is;
 * `onOthers`: their roles show it on other records.
 */
export function sentenceOf(
  told: number | null,
  label: Sentence,
  { readable, writable, masked }: Record<'readable' | 'writable' | 'masked', boolean>,
  onOthers: boolean,
  { who, whom, whose }: Person,
): Sentence {
  if (readable && writable) {
    return { en: `${who.en} may see and change ${label.en}.`, zh: `${who.zh}可以查看和修改“${label.zh}”。` };
  }
  if (readable) {
    return {
      en: `${who.en} may see ${label.en}, but not change it.`,
      zh: `${who.zh}可以查看“${label.zh}”，但不能修改。`,
    };
  }
  if (told !== null) {
    return {
      en: `${who.en} may see totals of ${label.en} over at least ${told} customers, no single value.`,
      zh: `${who.zh}只能查看“${label.zh}”在至少 ${told} 个客户上的汇总，不能查看单个值。`,
    };
  }
  if (masked) {
    return {
      en: `${label.en} is masked for ${whom} on this record.`,
      zh: `此记录的“${label.zh}”对${who.zh}以掩码显示。`,
    };
  }
  if (onOthers) {
    return {
      en: `${label.en} is not shown on this record: ${whose} roles show it only on others.`,
      zh: `此记录的“${label.zh}”不对${who.zh}显示：${who.zh}的角色只能在其他记录上查看。`,
    };
  }
  return { en: `None of ${whose} roles may see ${label.en}.`, zh: `${who.zh}的角色都无权查看“${label.zh}”。` };
}
