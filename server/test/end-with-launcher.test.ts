import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const script = pathToFileURL(join(__dirname, '..', 'scripts', 'end-with-launcher.mjs')).href;

describe('endWithLauncher', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kehu-launcher-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('ends the server when the npm that started it is killed', async () => {
    const server = join(folder, 'server.mjs');
    writeFileSync(
      server,
      `import { endWithLauncher } from '${script}';
       endWithLauncher();
       process.on('SIGTERM', () => { console.log('stopped'); process.exit(); });
       setInterval(() => undefined, 1000);
       console.log('ready');`,
    );
    const launcher = join(folder, 'npm.js');
    writeFileSync(
      launcher,
      `require('node:child_process').spawn(process.execPath, [${JSON.stringify(server)}], { stdio: 'inherit' });`,
    );
    const npm = spawn(process.execPath, [launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    await new Promise<void>((closed) => {
      npm.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        if (chunk.includes('ready')) npm.kill('SIGKILL');
        said += chunk;
      });
      // The pipe closes when the last process that holds it has ended: the server, not npm.
      npm.stdout.on('close', closed);
    });
    expect(said).toBe('ready\nstopped\n');
  });
});
