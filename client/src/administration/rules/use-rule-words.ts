import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRuleCatalogueQuery } from '../../generated/graphql';
import type { Tone } from '../../ui/tag';
import { useDraft, type Draft } from './draft';
import type { Catalogue, CatalogueType } from './rule-model';

export interface ScopeWord {
  name: string;
  words: string;
  tone: Tone;
}

/** What rules are made of, in the reader's words; scopes that are not saved yet are among them. */
export interface RuleWords {
  catalogue: Catalogue;
  typeLabel: (type: string) => string;
  fieldLabel: (type: string, field: string) => string;
  className: (fieldClass: string) => string;
  action: (key: string) => string;
  purpose: (key: string) => string;
  right: (key: string) => string;
  scope: (type: string, name: string) => ScopeWord;
  /** Scopes that a grant on this type can name. */
  scopesOf: (type: string) => ScopeWord[];
}

const tones: Record<string, Tone> = {
  all: 'good',
  none: 'plain',
  own: 'accent',
  ownInTeam: 'accent',
  ownNew: 'accent',
  self: 'accent',
  team: 'info',
  subtree: 'info',
  shared: 'gold',
  sharedForWriting: 'gold',
  openTicketMine: 'warn',
  assigned: 'warn',
  ownUnassigned: 'warn',
  company: 'plain',
  erpRecord: 'plain',
};

/** A scope on customers is known by the same name wherever records belong to one; these all know shared customers. */
const followsCustomer = (type: CatalogueType): boolean => type.scopes.some(({ name }) => name === 'shared');

function scopesOf(type: CatalogueType, { scopes }: Draft, language: 'en' | 'zh'): ScopeWord[] {
  const known = type.scopes.map(({ name, words, builtIn }) => ({
    name,
    words,
    tone: tones[name] ?? (builtIn ? 'plain' : 'violet'),
  }));
  const fresh = Object.entries(scopes).flatMap(([key, scope]): ScopeWord[] => {
    const [on, name = ''] = key.split('/');
    const here = on === type.type || (on === 'Customer' && followsCustomer(type));
    return here && scope.kind === 'put' ? [{ name, words: scope.label[language], tone: 'violet' }] : [];
  });
  const rest = known.filter(({ name }) => !fresh.some((one) => one.name === name));
  const own = rest.filter(({ name }) => type.scopes.some((one) => one.name === name && !one.builtIn));
  const plain = rest.filter(({ name }) => name === 'all' || name === 'none');
  // One's own are what an administrator most likely looks for.
  return [...plain, ...fresh, ...own, ...rest.filter((one) => !own.includes(one) && !plain.includes(one))];
}

/** Undefined until the catalogue is there. */
export function useRuleWords(): { words: RuleWords | undefined; error: unknown } {
  const { i18n } = useTranslation();
  const { data, error } = useRuleCatalogueQuery();
  const draft = useDraft();
  const language = i18n.language === 'zh-CN' ? 'zh' : 'en';
  const words = useMemo(() => {
    if (!data) return undefined;
    const catalogue = data.ruleCatalogue;
    const types = new Map(catalogue.types.map((type) => [type.type, type]));
    const scopes = new Map(catalogue.types.map((type) => [type.type, scopesOf(type, draft, language)]));
    const namesOf = (list: readonly { key: string; name: string }[]) => {
      const names = new Map(list.map(({ key, name }) => [key, name]));
      return (key: string) => names.get(key) ?? key;
    };
    return {
      catalogue,
      typeLabel: (type: string) => types.get(type)?.label ?? type,
      fieldLabel: (type: string, field: string) =>
        types.get(type)?.fields.find(({ name }) => name === field)?.label ?? field,
      className: namesOf(catalogue.classes),
      action: namesOf(catalogue.actions),
      purpose: namesOf(catalogue.purposes),
      right: namesOf(catalogue.rights),
      scope: (type: string, name: string): ScopeWord =>
        scopes.get(type)?.find((one) => one.name === name) ?? { name, words: name, tone: 'plain' },
      scopesOf: (type: string) => scopes.get(type) ?? [],
    };
  }, [data, draft, language]);
  return { words, error };
}
