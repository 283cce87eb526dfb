import i18next from 'i18next';
import { lookHeaders } from '../app/look';

/** What went wrong, in the server's words. */
export class UploadFailed extends Error {}

/** Sends a file as it is; tells how far it is, 0 to 1. Answers the id of the import it became. */
export function upload(file: File, onProgress: (share: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/files/imports?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('accept-language', i18next.language);
    for (const [name, value] of Object.entries(lookHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new UploadFailed(i18next.t('error.UNAVAILABLE')));
    request.onload = () => {
      try {
        const answer = JSON.parse(request.responseText) as { id?: string; errors?: { message: string }[] };
        if (answer.id) return resolve(answer.id);
        reject(new UploadFailed(answer.errors?.[0]?.message ?? i18next.t('error.INTERNAL')));
      } catch {
        reject(new UploadFailed(i18next.t('error.INTERNAL')));
      }
    };
    request.send(file);
  });
}
