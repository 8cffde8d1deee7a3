import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';

/** Who may import whom. The one place where the direction of the house is written down for the machine. */
const packages = {
  core: [],
  protocol: [],
  'test-fixtures': [],
  engine: ['core'],
  client: ['core', 'protocol'],
  'language-server': ['core', 'engine', 'protocol', 'client'],
  cli: ['core', 'engine', 'protocol', 'client'],
  backend: ['core', 'engine', 'protocol'],
  extension: ['protocol', 'client'],
};
const names = Object.keys(packages);

/** Libraries that only one room of the house may open. */
const guarded = [
  { group: ['vscode'], rooms: ['extension'] },
  { group: ['vscode-languageclient', 'vscode-languageclient/*'], rooms: ['extension'] },
  {
    group: ['vscode-languageserver', 'vscode-languageserver/*', 'vscode-languageserver-textdocument'],
    rooms: ['language-server'],
  },
  { group: ['socket.io-client', 'engine.io-client'], rooms: ['client'] },
  { group: ['gpt-tokenizer', 'gpt-tokenizer/*'], rooms: ['language-server'] },
  { group: ['typeorm', '@nestjs/*', 'pg', 'fastify', 'ioredis'], rooms: ['backend'] },
  { group: ['openai', 'openai/*', '@anthropic-ai/sdk', '@anthropic-ai/sdk/*'], rooms: ['engine'] },
];

function restrictionsFor(room) {
  const forbidden = names.filter(
    (name) => name !== room && !packages[room].includes(name) && name !== 'test-fixtures',
  );
  return [
    {
      group: forbidden.map((name) => `@prompthub/${name}`),
      message: `${room} may not import these (ARCHITECTURE.md, "Who may import whom").`,
    },
    {
      group: ['@prompthub/*/src/*', '@prompthub/*/dist/*', '@prompthub/*/src', '@prompthub/*/dist'],
      message: 'No deep imports across packages.',
    },
    ...guarded
      .filter(({ rooms }) => !rooms.includes(room))
      .map(({ group, rooms }) => ({ group, message: `Only ${rooms.join(', ')} may import this.` })),
  ];
}

const directions = names.map((room) => ({
  files: [`${room}/src/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: restrictionsFor(room) }] },
}));

const corePurity = {
  files: ['core/src/**/*.ts', 'protocol/src/**/*.ts'],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...restrictionsFor('core'),
          {
            group: ['node:*', 'fs', 'path', 'crypto', 'os', 'http'],
            message: 'core and protocol are pure: no Node built-ins, no I/O.',
          },
        ],
      },
    ],
    'no-restricted-globals': [
      'error',
      'process',
      'Buffer',
      '__dirname',
      'fetch',
      'setTimeout',
      'setInterval',
    ],
  },
};

const providerSdks = {
  files: ['engine/src/**/*.ts'],
  ignores: ['engine/src/providers/**'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...restrictionsFor('engine'),
          {
            group: ['openai', 'openai/*', '@anthropic-ai/sdk', '@anthropic-ai/sdk/*'],
            message: 'Provider SDKs only in engine/src/providers.',
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/coverage/**',
      '**/node_modules/**',
      '.nx/**',
      '.cache/**',
      'artifacts/**',
      '**/*.mjs',
      '**/*.cjs',
      '**/*.js',
      '**/*.d.ts',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
    },
  },
  {
    files: ['backend/src/**/*.ts', 'backend/test/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  ...directions,
  corePurity,
  providerSdks,
);
