// Type checks the packages (all, or those named), tests and generated code with them. Ends with exit code 1 on an error.
import { codegen } from './build.mjs';
import { runNode } from './process.mjs';

const packages = process.argv.length > 2 ? process.argv.slice(2) : ['shared', 'server', 'client'];
if (packages.includes('client')) {
  const { code, output } = await codegen();
  if (code !== 0) process.stderr.write(output);
}
const results = await Promise.all(
  packages.map((name) =>
    runNode(name, 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json', '--noEmit', '--pretty', 'false']),
  ),
);
results.forEach(({ output }, at) => process.stdout.write(output.replace(/^(?=\S+\(\d+,\d+\))/gm, `${packages[at]}/`)));
process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
