import { useTranslation } from 'react-i18next';
import type { PreviewRulesQuery } from '../../generated/graphql';
import { formatList, formatNumber } from '../../lib/format';
import { groupBy } from '../../lib/group-by';
import { Avatar } from '../../ui/avatar';
import { Tag } from '../../ui/tag';
import { useRoleChoices } from '../role-names';
import type { RuleWords } from './use-rule-words';

type Preview = PreviewRulesQuery['previewRuleChange'];
type Difference = Preview['differences'][number];
type Principal = Preview['principals'][number];

interface Line {
  action: string;
  before: string;
  after: string;
  fields: string[];
  record: boolean;
}

/** Differences that say the same of several fields, said once. */
function linesOf(differences: readonly Difference[], label: (type: string, field: string) => string): Line[] {
  const lines = new Map<string, Line>();
  for (const { type, field, action, before, after } of differences) {
    const key = JSON.stringify([field === null, action, before, after]);
    const line = lines.get(key) ?? { action, before, after, fields: [], record: field === null };
    if (field !== null) line.fields.push(label(type, field));
    lines.set(key, line);
  }
  return [...lines.values()];
}

/** What the rules say before and after, role by role and noun by noun. */
export function Differences({ differences, words }: { differences: readonly Difference[]; words: RuleWords }) {
  const { t, i18n } = useTranslation();
  const { nameOf } = useRoleChoices();
  const groups = groupBy(differences, ({ role, type }) => `${role}/${type}`);
  if (groups.size === 0) return <p className="admin-soft">{t('admin.preview.same')}</p>;
  return (
    <div className="differences">
      {[...groups].map(([key, lines]) => {
        const [role = '', type = ''] = key.split('/');
        return (
          <section key={key}>
            <h3>
              {nameOf(role)} <span>{words.typeLabel(type)}</span>
            </h3>
            <table>
              <thead className="visually-hidden">
                <tr>
                  <th>{t('admin.preview.what')}</th>
                  <th>{t('admin.preview.before')}</th>
                  <th>{t('admin.preview.after')}</th>
                </tr>
              </thead>
              <tbody>
                {linesOf(lines, words.fieldLabel).map((line) => (
                  <tr key={JSON.stringify([line.record, line.action, line.before, line.after])}>
                    <th scope="row">
                      <b>{words.action(line.action)}</b>{' '}
                      {line.record ? t('admin.preview.record') : formatList(line.fields, i18n.language)}
                    </th>
                    <td className="was">{line.before || t('admin.preview.nowhere')}</td>
                    <td>
                      <span aria-hidden className="arrow">
                        →
                      </span>
                      <Tag tone={line.after === '' ? 'bad' : line.before === '' ? 'good' : 'info'}>
                        {line.after || t('admin.preview.nowhere')}
                      </Tag>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        );
      })}
    </div>
  );
}

/** What changes for one person: records and fields gained and lost, in numbers and a few names. */
export function PrincipalCard({ principal, words }: { principal: Principal; words: RuleWords }) {
  const { t, i18n } = useTranslation();
  const { nameOf } = useRoleChoices();
  const number = (count: number) => formatNumber(count, i18n.language);
  const list = (roles: readonly string[]) => formatList(roles.map(nameOf), i18n.language);
  const moved = principal.rolesBefore.join() !== principal.rolesAfter.join();
  return (
    <section className="principal" data-principal={principal.name}>
      <header>
        <Avatar name={principal.name} size={30} square={principal.kind === 'client'} />
        <span>
          <b>{principal.name}</b>
          <small>
            {moved
              ? t('admin.preview.roles', {
                  before: list(principal.rolesBefore) || t('value.none'),
                  after: list(principal.rolesAfter),
                })
              : list(principal.rolesAfter)}
          </small>
        </span>
      </header>
      {principal.views.map((view) => (
        <div key={`${view.type}/${view.purpose}`} className="effect">
          <h4>
            {words.typeLabel(view.type)} <small>{words.purpose(view.purpose)}</small>
          </h4>
          {view.rowsGained > 0 && (
            <p className="gain">
              {t('admin.preview.rowsGained', { count: view.rowsGained, formatted: number(view.rowsGained) })}
              {view.gainedExamples.length > 0 && <small>{formatList(view.gainedExamples, i18n.language)} …</small>}
            </p>
          )}
          {view.rowsLost > 0 && (
            <p className="loss">
              {t('admin.preview.rowsLost', { count: view.rowsLost, formatted: number(view.rowsLost) })}
              {view.lostExamples.length > 0 && <small>{formatList(view.lostExamples, i18n.language)} …</small>}
            </p>
          )}
          {view.fields.length > 0 && (
            <ul>
              {[...groupBy(view.fields, ({ gained, lost }) => `${gained}/${lost}`).values()].map((fields) => {
                const [{ field, gained, lost } = { field: '', gained: 0, lost: 0 }] = fields;
                return (
                  <li key={field}>
                    <span>
                      {formatList(
                        fields.map(({ label }) => label),
                        i18n.language,
                      )}
                    </span>
                    {gained > 0 && (
                      <span className="gain num">
                        {t('admin.preview.on', { sign: '+', count: gained, formatted: number(gained) })}
                      </span>
                    )}
                    {lost > 0 && (
                      <span className="loss num">
                        {t('admin.preview.on', { sign: '−', count: lost, formatted: number(lost) })}
                      </span>
                    )}
                  </li>
                );
              })}
            </ul>
          )}
        </div>
      ))}
    </section>
  );
}
