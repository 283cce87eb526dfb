import { permissionsDocument } from './administration/permissions-document';
import { NounRegistry } from './model/registry';
import { nounDefinitions } from './nouns';
import { builtInPolicies } from './policies';
import { builtInRoles } from './roles';

/** What `docs/permissions.md` has to say. */
export const permissionsText = (): string =>
  permissionsDocument(new NounRegistry(nounDefinitions), builtInRoles, builtInPolicies);

if (require.main === module) process.stdout.write(permissionsText());
