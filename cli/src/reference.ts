import type { Command } from 'commander';
import { createProgram } from './program';

/** `docs/reference/cli.md`, made from the definitions that the command itself runs on. */
export function cliReference(): string {
  const program = createProgram();
  const sections = program.commands.map(section);
  return `${[
    '# The command line',
    '',
    'Generated from the commands’ own definitions by `scripts/docs-cli.mjs`; do not edit.',
    '',
    program.description(),
    '',
    '| exit code | meaning |',
    '|---|---|',
    '| 0 | fine |',
    '| 1 | something was found, failed or was refused; also a file that cannot be read (the others are still dealt with) |',
    '| 2 | the command was not understood: arguments, missing files, a broken `prompthub.yaml` |',
    '| 3 | no hub answered at the address |',
    '',
    'Every command has `--help`, and all but `serve` and `lsp` have `--json`. Results go to the standard output, everything',
    'else to the standard error. Colours and progress bars appear on terminals only; `NO_COLOR` and `FORCE_COLOR` are honoured.',
    '',
    '| environment | meaning |',
    '|---|---|',
    ...ENVIRONMENT.map(([name, meaning]) => `| ${name} | ${meaning} |`),
    '',
    ...sections,
  ]
    .join('\n')
    .trimEnd()}\n`;
}

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  [
    '`OPENAI_API_KEY`, `ANTHROPIC_API_KEY`',
    'keys, for their own hosts only (or for that of `…_BASE_URL` when set)',
  ],
  ['`AZURE_OPENAI_API_KEY`, `AZURE_OPENAI_ENDPOINT`', 'key and address of an Azure resource'],
  [
    '`PROMPTHUB_KEY_<NAME>`, `PROMPTHUB_HOST_<NAME>`',
    'key of an endpoint of `prompthub.yaml`, and the host that may get it',
  ],
  [
    '`PROMPTHUB_ALLOW_HOSTS`',
    'hosts, separated by commas, that may get a key although `prompthub.yaml` named them',
  ],
  ['`PROMPTHUB_TOKEN`', 'personal token for the hub of `PROMPTHUB_HUB`, instead of signing in'],
  [
    '`PROMPTHUB_HUB`',
    'the hub that `PROMPTHUB_TOKEN` is for (it goes nowhere else), and the one used where `prompthub.yaml` names none',
  ],
  ['`PROMPTHUB_TIMEOUT`', 'seconds to wait for the hub, instead of 10'],
  ['`PROMPTHUB_CONFIG_DIR`', 'folder of the stored sign-in, instead of the platform’s own'],
  ['`CI`', 'cassettes of tests are replayed unless `--cassette-mode` says otherwise'],
  [
    '`GITHUB_STEP_SUMMARY`, `GITHUB_ACTIONS`',
    'set by GitHub: `prompthub test` adds its report to the summary of the job, and annotations',
  ],
  ['`PROMPTHUB_DEBUG`', 'print stacks of unexpected errors'],
];

function section(command: Command): string {
  const help: string[] = [];
  const output = {
    writeOut: (text: string) => help.push(text),
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  };
  command.configureOutput(output);
  command.outputHelp();
  const text = help.join('').trim();
  const [head = '', examples = ''] = text.split(/\n+Examples:\n/);
  const commands = examples.split('\n').map((line) => line.trim());
  return [
    `## prompthub ${command.name()}`,
    '',
    '```text',
    head.replace(/^Usage: /, ''),
    '```',
    '',
    '```console',
    ...commands,
    '```',
    '',
  ].join('\n');
}
