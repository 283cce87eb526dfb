import { chmodSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig } from '../../src/config/config';
import { loadSecrets } from '../../src/config/secrets';
import { openDatabase } from '../../src/database/open-database';
import { createVault } from '../../src/records/vault';
import { auditAccess, type Audit } from './audit-access';
import { auditReport } from './audit-report';

export interface AuditRequest {
  samples: number;
  customers: number;
  requests: number;
  holders: number;
  seed: number;
  out: string;
  say(line: string): void;
}

/** Audits the company that the environment names and writes the report, readable by its owner alone. */
export async function main({ out, say, ...wanted }: AuditRequest): Promise<Audit> {
  const config = readConfig();
  const database = openDatabase(config.database.url);
  const at = new Date();
  try {
    const audit = await auditAccess({
      ...wanted,
      database,
      vault: createVault(loadSecrets({ ...config, createSecret: false })),
      now: at.getTime(),
      progress: (done, all) => say(`${done} of ${all} samples`),
    });
    const file = resolve(config.callerFolder, out);
    writeFileSync(file, auditReport(audit, { database: nameOf(config.database.url), at }), { mode: 0o600 });
    chmodSync(file, 0o600);
    return audit;
  } finally {
    await database.close();
  }
}

/** The address of a database without who signs in to it. */
const nameOf = (address: string): string => address.replace(/\/\/[^@/]*@/, '//');
