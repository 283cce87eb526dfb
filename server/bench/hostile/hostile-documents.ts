import { bodies } from './bodies';
import { filters } from './filters';
import type { HostileDocument } from './hostile-document';
import { questions } from './questions';
import { shapes } from './shapes';

/** Everything somebody with a session could send to take the server down, or to keep it from the others. */
export const hostileDocuments: readonly HostileDocument[] = [...shapes, ...filters, ...questions, ...bodies];
