import { Command } from 'commander';
import { blameCommand } from './commands/blame';
import { branchCommand } from './commands/branch';
import { budgetsCommand } from './commands/budgets';
import { checkCommand } from './commands/check';
import { cherryPickCommand } from './commands/cherry-pick';
import { commitCommand } from './commands/commit';
import { compareCommand } from './commands/compare';
import { deployCommand } from './commands/deploy';
import { datasetsCommand } from './commands/datasets';
import { diffCommand } from './commands/diff';
import { environmentsCommand } from './commands/environments';
import { experimentsCommand } from './commands/experiments';
import { exportCommand } from './commands/export';
import { formatCommand } from './commands/format';
import { importCommand } from './commands/import';
import { judgeAgreementCommand } from './commands/judge-agreement';
import { labelCommand } from './commands/label';
import { logCommand } from './commands/log';
import { loginCommand } from './commands/login';
import { logoutCommand } from './commands/logout';
import { limitsCommand } from './commands/limits';
import { lspCommand } from './commands/lsp';
import { mergeCommand } from './commands/merge';
import { modelsCommand } from './commands/models';
import { promoteCommand } from './commands/promote';
import { pullCommand } from './commands/pull';
import { pushCommand } from './commands/push';
import { renderCommand } from './commands/render';
import { reportCommand } from './commands/report';
import { restoreCommand } from './commands/restore';
import { revertCommand } from './commands/revert';
import { rollbackCommand } from './commands/rollback';
import { runCommand } from './commands/run';
import { runsCommand } from './commands/runs';
import { searchCommand } from './commands/search';
import { serveCommand } from './commands/serve';
import { statusCommand } from './commands/status';
import { switchCommand } from './commands/switch';
import { tagCommand } from './commands/tag';
import { testCommand } from './commands/test';
import { testRunsCommand } from './commands/test-runs';
import { uncommitCommand } from './commands/uncommit';
import { usedByCommand } from './commands/used-by';
import { version } from './version';

const commands = [
  checkCommand,
  formatCommand,
  renderCommand,
  runCommand,
  testCommand,
  reportCommand,
  judgeAgreementCommand,
  importCommand,
  exportCommand,
  loginCommand,
  logoutCommand,
  statusCommand,
  searchCommand,
  usedByCommand,
  logCommand,
  blameCommand,
  branchCommand,
  switchCommand,
  tagCommand,
  compareCommand,
  diffCommand,
  commitCommand,
  uncommitCommand,
  pushCommand,
  pullCommand,
  mergeCommand,
  restoreCommand,
  revertCommand,
  cherryPickCommand,
  environmentsCommand,
  deployCommand,
  promoteCommand,
  rollbackCommand,
  labelCommand,
  experimentsCommand,
  runsCommand,
  testRunsCommand,
  datasetsCommand,
  budgetsCommand,
  limitsCommand,
  modelsCommand,
  serveCommand,
  lspCommand,
];

/** The command line, as data: names, options, help. What a command does is loaded when it runs. */
export function createProgram(): Command {
  const program = new Command('prompthub')
    .description('Write, check, run, test and version AI prompts.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .showHelpAfterError('(add --help for what is possible)')
    .addHelpText(
      'after',
      `
Exit codes: 0 fine, 1 findings or failures, 2 wrong usage, 3 hub not reachable.

Examples:
  $ prompthub check .
  $ prompthub run reply.prompt --vars '{"ticket":"Hello"}'
  $ prompthub test . --output results.xml`,
    );
  for (const create of commands) program.addCommand(create().helpOption('-h, --help', 'print this help'));
  // Sub-commands inherit neither; both must throw, so that `main` alone decides on the exit code.
  for (const command of [program, ...program.commands]) {
    command.exitOverride().showHelpAfterError('(add --help for what is possible)');
  }
  return program;
}
