import { secretsFrom } from '../../src/config/secrets';

/** The installation's secret of the companies that imports are measured in. */
export const importSecrets = secretsFrom(Buffer.alloc(32, 7));
