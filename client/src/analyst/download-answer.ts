import i18next from 'i18next';
import { lookHeaders } from '../app/look';
import type { Question } from './run-query';

export const answerFormats = ['csv', 'xlsx', 'json'] as const;
export type AnswerFormat = (typeof answerFormats)[number];

/** Why a file was not made, in the reader's language. */
export class DownloadRefused extends Error {}

/**
 * Has the server write the answer to a question as a file: there it is asked through the view of exports, and no cell is a
 * formula. A table holds the list under the key `list`, else the first. @throws DownloadRefused
 */
export async function downloadAnswer(
  question: Question,
  format: AnswerFormat,
  name: string,
  list: string | null = null,
): Promise<void> {
  const answer = await fetch('/files/query', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'accept-language': i18next.language, ...lookHeaders() },
    body: JSON.stringify({ ...question, format, name, list }),
  });
  if (!answer.ok) {
    const body = (await answer.json().catch(() => null)) as { errors?: { message?: string }[] } | null;
    throw new DownloadRefused(body?.errors?.[0]?.message ?? '');
  }
  saveAs(await answer.blob(), `${name}.${format}`);
}

/** Gives the reader a file to keep. */
export function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
