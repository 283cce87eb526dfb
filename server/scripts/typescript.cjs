/**
 * Lets this process load the server's TypeScript as it stands in the folders: what `node server/scripts/proof.mjs` needs to
 * try sources that may be changed on the way in. Compiled text is kept under its digest in `.kehu/proof`.
 */
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, relative, sep } = require('node:path');
const { transformSync } = require('@swc/core');

const server = join(__dirname, '..');
const shared = join(server, '..', 'shared', 'src', 'index.ts');
const cache = join(server, '..', '.kehu', 'proof');

const options = {
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
  },
  module: { type: 'commonjs' },
  sourceMaps: 'inline',
};

/**
 * @param change called with the path of a file relative to `server`, with `/`, and its text; returns the text to compile
 */
function loadTypescript(change = (_path, text) => text) {
  mkdirSync(cache, { recursive: true });
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (request, ...rest) =>
    request === '@kehu/shared' ? shared : resolve.call(Module, request, ...rest);
  require.extensions['.ts'] = (module, file) => {
    const path = relative(server, file).split(sep).join('/');
    module._compile(compiled(file, change(path, readFileSync(file, 'utf8'))), file);
  };
}

function compiled(file, text) {
  const digest = createHash('sha256').update(JSON.stringify(options)).update(file).update(text).digest('hex');
  const kept = join(cache, `${digest.slice(0, 32)}.js`);
  if (existsSync(kept)) return readFileSync(kept, 'utf8');
  const { code } = transformSync(text, { ...options, filename: file });
  // Moved into place whole: another process may look at the same moment.
  const made = `${kept}.${process.pid}`;
  writeFileSync(made, code);
  renameSync(made, kept);
  return code;
}

module.exports = { loadTypescript };
