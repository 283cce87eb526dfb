// Writes docs/permissions.md from the policies of the built server; a test of the server compares the two.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runNode } from './process.mjs';

const { code, output } = await runNode('server', 'dist/emit-permissions.js', []);
if (code === 0) writeFileSync(join(root, 'docs', 'permissions.md'), output);
else process.stderr.write(`The permissions could not be written.\n${output}`);
process.exitCode = code;
