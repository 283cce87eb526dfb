import type { World } from '../../src/access/oracle/company';
import type { Principal, Purpose } from '../../src/access/principal';

/** The same world under every purpose that the principal may state. */
export const underEachPurpose = (world: World): World[] =>
  world.principal.purposes.map((purpose) => forPurpose(world, purpose));

const byPurpose = new WeakMap<Principal, Map<Purpose, Principal>>();

/** The same world for another purpose; the same principal for the same purpose, since what is known is kept by principal. */
export function forPurpose(world: World, purpose: Purpose): World {
  if (world.principal.purpose === purpose) return world;
  const known = byPurpose.get(world.principal) ?? new Map<Purpose, Principal>();
  const principal = known.get(purpose) ?? { ...world.principal, purpose };
  byPurpose.set(world.principal, known.set(purpose, principal));
  return { ...world, principal };
}
