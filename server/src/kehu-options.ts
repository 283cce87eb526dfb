import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { KehuOptions } from './app';
import type { Config } from './config/config';
import type { Secrets } from './config/secrets';
import type { Database } from './database/database';
import { reportOf } from './errors/format-error';
import { loadTrustedDocuments } from './graphql/trusted-documents';
import type { Logger } from './http/log';
import { smtpMail } from './questions/mail';

/** The product as the settings want it, for every process that they are given to. */
export const optionsOf = (config: Config, database: Database, secrets: Secrets, log: Logger): KehuOptions => ({
  database,
  secrets,
  statementSeconds: config.statementSeconds,
  mail: config.mail && smtpMail(config.mail.address, config.mail.from),
  trusted: loadTrustedDocuments(join(config.root, 'client', 'dist', 'documents.json')),
  onFault: (error, errorId = randomUUID()) => log.error(reportOf(errorId, error), 'unexpected error'),
});
