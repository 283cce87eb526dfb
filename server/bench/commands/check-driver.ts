import { join } from 'node:path';
import { burst, requestBytes } from '../drive/burst';
import { percentile } from '../drive/percentiles';
import { toOtherCore } from '../drive/pin';
import { cpuSeconds } from '../drive/process-use';
import type { Options } from '../options';
import { startProgram } from '../servers';

/** How many requests the driver can make of a server that does nothing: what it measures must stay well below. */
export async function checkDriver({ connections, seconds }: Options): Promise<string> {
  toOtherCore(process.pid);
  const server = await startProgram('trivial', 'given', [join(__dirname, '..', 'floor', 'trivial-server.js')]);
  try {
    const request = { bytes: requestBytes('none', '{"query":"{ ok }"}') };
    const source = { next: () => request };
    await burst({ port: server.port, connections, seconds: 1, source });
    const before = [cpuSeconds(process.pid), cpuSeconds(server.pid)] as const;
    const { rps, latencies } = await burst({ port: server.port, connections, seconds, source });
    const share = (pid: number, from: number): number => Math.round((100 * (cpuSeconds(pid) - from)) / seconds);
    return (
      `${Math.round(rps).toLocaleString('en-US')} requests/s, p50 ${percentile(latencies, 0.5).toFixed(3)} ms; ` +
      `driver ${share(process.pid, before[0])} % of a core, server ${share(server.pid, before[1])} %`
    );
  } finally {
    await server.stop();
  }
}
