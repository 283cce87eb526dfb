import { createTransport } from 'nodemailer';

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
  const transport = createTransport(address);
  return async (mail) => {
    await transport.sendMail({ from, ...mail });
  };
}
