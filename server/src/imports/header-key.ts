import { fold } from '@kehu/shared';

/** Takes spaces and signs away: `E-mail 1 - Value*` is `email1value`. */
export const headerKey = (header: string): string => fold(header).replace(/[^\p{L}\p{N}]/gu, '');
