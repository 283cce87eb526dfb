import type { Draft } from './draft';
import type { Email, Phone } from './coerce-lists';
import { defaultOf } from './input';
import { storedFields } from './stored-form';
import type { WriteContext } from './write-context';

/** Adds what the server itself knows: on a new record its defaults and first owner, on any its primary phone and e-mail. */
export function complete(context: WriteContext, draft: Draft): void {
  keepPrimary(draft, 'phones', 'primaryPhone', (phone: Phone) => phone.number);
  keepPrimary(draft, 'emails', 'primaryEmail', (email: Email) => email.address);
  if (draft.action !== 'create') return;
  const { principal, now } = context;
  const { fields } = draft.noun;
  if (principal.kind === 'user') {
    const owner = fields.get('owner');
    if (owner?.to === 'user' && !draft.given.has('owner')) draft.keep('owner', principal.pk);
    const team = fields.get('team');
    if (team?.to === 'team' && team.input !== 'system' && !draft.given.has('team')) {
      draft.keep('team', principal.homeTeamPk);
    }
  }
  for (const field of storedFields(draft.noun)) {
    if (!draft.values.has(field.name)) draft.keep(field.name, defaultOf(field, now));
  }
  if (fields.has('version')) draft.keep('version', 1);
  draft.keep('createdAt', now);
  draft.keep('updatedAt', now);
}

function keepPrimary<T extends { primary: boolean }>(
  draft: Draft,
  list: string,
  kept: string,
  textOf: (item: T) => string,
): void {
  const field = draft.noun.fields.get(kept);
  if (!field || !draft.values.has(list)) return;
  // Values that a record takes over from another are as stored: null where none were ever given.
  const primary = (draft.values.get(list) as T[] | null)?.find((item) => item.primary);
  draft.keep(kept, primary ? textOf(primary) : null);
}
