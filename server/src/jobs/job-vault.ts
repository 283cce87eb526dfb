import type { Secrets } from '../config/secrets';
import { closeBytes, openBytes } from '../records/vault';

/** Closes what jobs store: parameters, results and files hold values of records, some of which are stored encrypted. */
export interface JobVault {
  close(place: string, plain: Buffer): Buffer;
  open(place: string, bytes: Buffer): Buffer;
  closeJson(place: string, value: unknown): string;
  openJson(place: string, text: string): unknown;
}

const nonceSize = 12;

export function createJobVault(secrets: Secrets, random: (size: number) => Buffer): JobVault {
  const key = secrets.key('job');
  const close = (place: string, plain: Buffer): Buffer => closeBytes(key, place, plain, random(nonceSize));
  const open = (place: string, bytes: Buffer): Buffer => openBytes(key, place, bytes);
  return {
    close,
    open,
    closeJson: (place, value) => close(place, Buffer.from(JSON.stringify(value ?? null))).toString('base64'),
    openJson: (place, text) => JSON.parse(open(place, Buffer.from(text, 'base64')).toString()),
  };
}
