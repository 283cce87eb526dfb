import { actorOf, append } from '../audit/audit';
import type { Principal } from '../access/principal';
import { forbidden, notFound } from '../errors/errors';
import type { ReadContext } from '../query/context';
import { readRecord } from '../query/record';
import type { Authenticator } from './authenticate';

/**
 * The principal, bound by another user's view: it sees what both see and writes nothing. Each operation leaves an entry in the
 * audit trail before it begins.
 * @param reading the principal's own road, through which the other user is found
 * @throws KehuError FORBIDDEN without the right explain:others, NOT_FOUND for absent, invisible and disabled users alike
 */
export async function previewAs(
  reading: ReadContext,
  authenticator: Pick<Authenticator, 'principalOfUser'>,
  userId: string,
  purpose: string | undefined,
): Promise<Principal> {
  const { principal } = reading;
  if (!reading.ruleSet.rights.has('explain:others')) throw forbidden(['X-Kehu-Preview-As']);
  const user = reading.nouns.get('user');
  const selection = { fields: [], links: [], manys: [], history: [], access: false };
  const found = await readRecord(reading, user, userId, selection);
  const other = found && (await authenticator.principalOfUser(found.pk));
  if (!other) throw notFound('X-Kehu-Preview-As');
  // The other acts for the purpose stated where its roles allow it, else as it does by default.
  const stated = other.purposes.find((allowed) => allowed === purpose);
  const entry = { actor: actorOf(principal), action: 'preview-as' as const, noun: 'user', recordId: other.id };
  await append(reading.runner, entry, reading.now);
  return { ...principal, within: { principal: { ...other, ...(stated && { purpose: stated }) }, readOnly: true } };
}
