import { createRequire } from 'node:module';
import type * as Nodemailer from 'nodemailer';

/** A message to one person. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  attachments: { filename: string; content: Buffer; contentType: string }[];
}

/** Sends a message; rejects where the mail server does not take it. */
export type SendMail = (mail: Mail) => Promise<void>;

/** Mail through the operator's server. `address`: smtp:// or smtps://, perhaps with a user and password. */
export function smtpMail(address: string, from: string): SendMail {
  // Loaded where mail is sent: most processes send none.
  const { createTransport } = createRequire(__filename)('nodemailer') as typeof Nodemailer;
  const transport = createTransport(address);
  return async (mail) => {
    await transport.sendMail({ from, ...mail });
  };
}
