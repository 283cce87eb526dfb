import type { Fault } from './fault';
import { readFaults } from './reads';
import { ruleFaults } from './rules';
import { totalFaults } from './totals';
import { writeFaults } from './writes';

export { planted, type Fault } from './fault';

/** Every leak that can be planted, by name. */
export const faults: readonly Fault[] = [...ruleFaults, ...readFaults, ...totalFaults, ...writeFaults];
