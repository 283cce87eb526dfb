import { createRequire } from 'node:module';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import vm from 'node:vm';

/**
 * Runs units for Stryker in one process: each file of tests with modules of its own, as Jest does, but without looking through
 * the workspace for every one of thousands of mutants. A file of tests is one test to Stryker: tests of a file share what is
 * made once, so which of them meets a mutation first says nothing about which would notice it.
 */

const server = resolve(import.meta.dirname, '..');
const shared = resolve(server, '../shared/src/index.ts');
const native = createRequire(join(server, 'package.json'));
/** A package that Jest brings along. */
const within = (name, ...above) =>
  createRequire(
    above.reduce((from, of) => createRequire(from).resolve(of), native.resolve('jest/package.json')),
  ).resolve(name);
const circus = ['@jest/core', 'jest-config', 'jest-circus'];
const { bind } = native(within('jest-each', ...circus));
const { jestExpect } = native(within('@jest/expect', ...circus));
const { ModuleMocker } = native(within('jest-mock', ...circus.slice(0, 2), 'jest-environment-node'));
const swc = native('@swc/core');
const [, compiler] = native('./jest.config.cjs').transform['\\.ts$'];

const scripts = new Map();

/** The module as a function, compiled once for as long as its text stays the same. */
function scriptOf(file) {
  const { mtimeMs } = statSync(file);
  const known = scripts.get(file);
  if (known?.mtimeMs === mtimeMs) return known.script;
  const { code } = swc.transformSync(readFileSync(file, 'utf8'), { ...compiler, filename: file, swcrc: false });
  const names =
    'exports,require,module,__filename,__dirname,test,it,describe,beforeAll,afterAll,beforeEach,afterEach,expect,jest';
  const script = new vm.Script(`(function(${names}){${code}\n})`, { filename: file });
  scripts.set(file, { mtimeMs, script });
  return script;
}

const ours = (from, id) => {
  const base = id === '@kehu/shared' ? shared : resolve(dirname(from), id);
  return [base, `${base}.ts`, join(base, 'index.ts')].find((file) => file.endsWith('.ts') && existsSync(file));
};

/** A group of tests as a file declares it. */
const group = (name, parent) => ({
  name,
  parent,
  tests: [],
  groups: [],
  beforeAll: [],
  afterAll: [],
  beforeEach: [],
  afterEach: [],
});

/** Loads a file of tests with modules of its own; the groups it declares. */
function load(file) {
  const root = group('', null);
  let at = root;
  const test = (name, run) => at.tests.push({ name, run });
  const describe = (name, declare) => {
    const inner = group(name, at);
    at.groups.push(inner);
    at = inner;
    declare();
    at = inner.parent;
  };
  test.each = bind(test, false);
  describe.each = bind(describe, false);
  const hook = (kind) => (run) => at[kind].push(run);
  const mocker = new ModuleMocker(globalThis);
  const jest = { fn: mocker.fn.bind(mocker), spyOn: mocker.spyOn.bind(mocker) };
  const hooks = ['beforeAll', 'afterAll', 'beforeEach', 'afterEach'].map(hook);
  const modules = new Map();
  const requireFrom = (path) => {
    const outside = createRequire(path);
    return (id) => {
      const own = id.startsWith('.') || id === '@kehu/shared' ? ours(path, id) : undefined;
      if (own) return loaded(own);
      // What loads a module of ours late finds the one of these tests.
      return id === 'node:module' ? { ...outside(id), createRequire: requireFrom } : outside(id);
    };
  };
  const loaded = (path) => {
    const known = modules.get(path);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(path, module);
    const run = scriptOf(path).runInThisContext();
    run(
      module.exports,
      requireFrom(path),
      module,
      path,
      dirname(path),
      test,
      test,
      describe,
      ...hooks,
      jestExpect,
      jest,
    );
    return module.exports;
  };
  loaded(file);
  return root;
}

/** Runs the tests of a group up to the first that fails; why it does, or null. */
async function failureIn(of, around = []) {
  const all = [...around, of];
  const failed = async (run, name) => {
    try {
      await run();
      return null;
    } catch (error) {
      return `${name}: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  let failure = null;
  for (const hook of of.beforeAll) failure ??= await failed(hook, `before ${of.name}`);
  for (const { name, run } of failure === null ? of.tests : []) {
    for (const { beforeEach } of all) for (const hook of beforeEach) failure ??= await failed(hook, name);
    failure ??= await failed(run, name);
    for (const { afterEach } of all) for (const hook of afterEach) failure ??= await failed(hook, name);
    if (failure !== null) break;
  }
  for (const inner of of.groups) failure ??= await failureIn(inner, all);
  for (const hook of of.afterAll) failure ??= await failed(hook, `after ${of.name}`);
  return failure;
}

async function failureOf(file) {
  try {
    const declared = load(file);
    // What loading a module runs is told apart from what its tests run.
    state().currentTestId = 'tests';
    return await failureIn(declared);
  } catch (error) {
    return `${relative(server, file)}: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    state().currentTestId = 'loading';
  }
}

/** Files of tests beside the sources that are mutated. */
const testFiles = () =>
  ['access', 'query'].flatMap((folder) =>
    readdirSync(join(server, 'src', folder))
      .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.api.test.ts'))
      .map((name) => join(server, 'src', folder, name)),
  );

const state = () => (globalThis.__stryker__ ??= {});
const times = new Map();

/**
 * The tests that a mutation of the source has to face: those called like it, perhaps with a word for what they are about, else
 * those beside it, the quick ones first.
 */
function facing(files, source) {
  const name = basename(source, '.ts');
  const like = files.filter((file) => basename(file, '.test.ts').split('.')[0] === name);
  const beside = files.filter((file) => dirname(file) === dirname(source));
  const found = [like, beside].find((of) => of.length > 0) ?? files;
  return found.sort((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0));
}

const runner = {
  capabilities: () => ({ reloadEnvironment: true }),

  init() {
    native('./test/seed.cjs');
  },

  async dryRun({ files }) {
    const ran = new Map();
    const loaded = new Map();
    const tests = [];
    const all = testFiles();
    for (const file of files ? new Set(files.flatMap((source) => facing(all, source))) : all) {
      const id = relative(server, file);
      state().mutantCoverage = { static: {}, perTest: {} };
      state().currentTestId = 'loading';
      const began = performance.now();
      const failure = await failureOf(file);
      const timeSpentMs = performance.now() - began;
      times.set(file, timeSpentMs);
      const { perTest } = state().mutantCoverage;
      ran.set(id, perTest.tests ?? {});
      loaded.set(id, perTest.loading ?? {});
      const told = { id, name: id, fileName: file, timeSpentMs };
      tests.push(failure === null ? { ...told, status: 0 } : { ...told, status: 1, failureMessage: failure });
    }
    state().mutantCoverage = undefined;
    // What no test runs while it runs is of those whose loading runs it.
    const run = new Set([...ran.values()].flatMap(Object.keys));
    const rest = (of) => Object.fromEntries(Object.entries(of).filter(([mutant]) => !run.has(mutant)));
    const perTest = Object.fromEntries([...ran].map(([id, of]) => [id, { ...of, ...rest(loaded.get(id)) }]));
    return { status: 'complete', tests, mutantCoverage: { static: {}, perTest } };
  },

  async mutantRun({ activeMutant, testFilter, hitLimit, sandboxFileName }) {
    const files = (testFilter ?? testFiles().map((file) => relative(server, file))).map((id) => join(server, id));
    Object.assign(state(), {
      activeMutant: activeMutant.id,
      hitLimit,
      hitCount: hitLimit === undefined ? undefined : 0,
      currentTestId: 'loading',
    });
    let count = 0;
    try {
      for (const file of facing(files, sandboxFileName)) {
        count += 1;
        const failure = await failureOf(file);
        if (hitLimit !== undefined && state().hitCount > hitLimit)
          return { status: 'timeout', reason: 'it ran in circles' };
        if (failure !== null) {
          return { status: 'killed', killedBy: [relative(server, file)], failureMessage: failure, nrOfTests: count };
        }
      }
      return { status: 'survived', nrOfTests: count };
    } finally {
      state().activeMutant = undefined;
    }
  },
};

const factory = () => runner;
factory.inject = [];

export const strykerPlugins = [{ kind: 'TestRunner', name: 'units', factory }];
