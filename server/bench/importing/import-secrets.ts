import { secretsFrom } from '../../src/config/secrets';

/** The installation's secret of the companies that imports are measured in, and what is made of it. */
export const importSecret = Buffer.alloc(32, 7);
export const importSecrets = secretsFrom(importSecret);
