import type { Sentence } from '../errors/errors';
import type { RuleBook } from './rule-book';

/** What the built-in scopes are called: of nouns that hang on a customer they mean the customer. */
const words: Readonly<Record<string, Sentence>> = {
  all: { en: 'every record', zh: '所有记录' },
  none: { en: 'no record', zh: '无' },
  own: { en: 'own records', zh: '本人负责的记录' },
  ownInTeam: { en: 'own records of the own team', zh: '本人负责的本团队记录' },
  ownNew: { en: 'own new records', zh: '本人新建的记录' },
  ownByMe: { en: 'records of own customers that one wrote oneself', zh: '本人客户的、由本人登记的记录' },
  ownUnassigned: { en: 'records of own customers that nobody handles yet', zh: '本人客户的未分配记录' },
  team: { en: "the team's records", zh: '本团队的记录' },
  subtree: { en: 'records of the team and the teams below it', zh: '本团队及下级团队的记录' },
  shared: { en: 'records shared with one', zh: '共享给本人的记录' },
  sharedForWriting: { en: 'records shared with one for writing', zh: '共享给本人并允许修改的记录' },
  openTicketMine: { en: 'customers with an open ticket assigned to one', zh: '有分配给本人的未关闭工单的客户' },
  openTicketByMe: {
    en: 'records that one wrote oneself, of customers with an open ticket assigned to one',
    zh: '有分配给本人的未关闭工单的客户的、由本人登记的记录',
  },
  assigned: { en: 'tickets assigned to one', zh: '分配给本人的工单' },
  company: { en: 'companies', zh: '企业客户' },
  erpRecord: { en: 'records of the ERP', zh: '来自 ERP 的记录' },
  self: { en: 'oneself', zh: '本人' },
};

/** A scope in words: the administrators' own by its label, an unknown one by its name. */
export function scopeWords(book: Pick<RuleBook, 'document'>, scope: string): Sentence {
  const own = book.document.scopes.find(({ name }) => name === scope);
  if (own) return own.label;
  return Object.hasOwn(words, scope)
    ? words[scope]!
    : { en: `records in scope "${scope}"`, zh: `范围“${scope}”内的记录` };
}

/** Rows of a scope, and of these only those of a second one. */
export function rightWords(book: Pick<RuleBook, 'document'>, scope: string, cell: string | null): Sentence {
  if (cell === null || cell === 'all' || cell === scope) return scopeWords(book, scope);
  if (scope === 'all') return scopeWords(book, cell);
  const [row, narrower] = [scopeWords(book, scope), scopeWords(book, cell)];
  return { en: `${row.en}, of these ${narrower.en}`, zh: `${row.zh}，且限于${narrower.zh}` };
}
