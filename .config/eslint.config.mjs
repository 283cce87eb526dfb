import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const server = fileURLToPath(new URL('../server', import.meta.url));

/** The server's folders from the bottom up: a folder imports from its own row and the rows before it. */
const rows = [
  ['config', 'errors', 'database'],
  ['model'],
  ['search'],
  ['access'],
  ['query'],
  ['records'],
  ['graphql'],
  [
    'accounts',
    'activities',
    'administration',
    'audit',
    'changes',
    'consents',
    'contacts',
    'custom-fields',
    'customers',
    'demo',
    'dictionaries',
    'exports',
    'duplicates',
    'imports',
    'jobs',
    'move',
    'opportunities',
    'orders',
    'products',
    'questions',
    'shares',
    'teams',
    'tickets',
    'users',
  ],
  ['http', 'cli'],
];
const slices = rows[6];

const into = (folders) => `^(\\.\\./)+(${folders.join('|')})(/|$)`;
const noEngines = {
  regex: '^(typeorm|mysql2|better-sqlite3(-13)?)(/|$)',
  message: 'Only server/src/database speaks to a database; everything else goes through it.',
};

/** What a file in `folder` may not import. */
function importsOf(folder, row) {
  const patterns = [];
  const above = rows.slice(row + 1).flat();
  if (above.length > 0) {
    patterns.push({
      regex: into(above),
      message: `${folder} is below: imports go down, see docs/architecture.md.`,
      // The request's context names the use cases that resolvers reach through it; a type alone ties nothing together.
      allowTypeImports: folder === 'graphql',
    });
  }
  if (folder !== 'database') patterns.push(noEngines);
  if (slices.includes(folder)) {
    const others = slices.filter((slice) => slice !== folder);
    patterns.push({
      regex: `^(\\.\\./)+(${others.join('|')})/.*\\.resolver$`,
      message: "A slice may use another slice's entities and use cases, never its resolver.",
    });
  }
  return {
    files: [`server/src/${folder}/**/*.ts`],
    // A test may reach up, to build the world it needs.
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
}

export default tseslint.config(
  { ignores: ['**/dist*/**', '**/generated/**', '**/artifacts/**', '**/node_modules/**'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    languageOptions: { globals: globals.node },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // TypeGraphQL names the classes it is given as Function.
      '@typescript-eslint/no-unsafe-function-type': 'off',
      // An empty object type says "no fields yet" in generated and generic code.
      '@typescript-eslint/no-empty-object-type': 'off',
    },
  },
  {
    files: ['server/src/**/*.ts', 'server/test/**/*.ts'],
    languageOptions: { parserOptions: { project: 'tsconfig.json', tsconfigRootDir: server } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
    },
  },
  {
    files: ['server/src/**/*.ts'],
    ignores: ['server/src/config/**', '**/*.test.ts', '**/testing/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in server/src/config, once.' },
      ],
    },
  },
  {
    files: ['server/src/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [noEngines] }] },
  },
  ...rows.flatMap((folders, row) => folders.map((folder) => importsOf(folder, row))),
  {
    // The one place that turns nouns into TypeORM's entities: it describes tables, it opens no connection.
    files: ['server/src/model/entity-schema.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: into(rows.slice(2).flat()), message: 'model is below: imports go down.' }] },
      ],
    },
  },
  {
    files: ['client/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat['recommended-latest'],
  },
  { files: ['client/**/*.{ts,tsx}', 'client/public/**'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  { files: ['server/src/cli/**', 'server/scripts/**', 'client/scripts/**'], rules: { 'no-console': 'off' } },
);
