import { CommanderError } from 'commander';
import { ExitCode } from './exit-code';
import { failureOf } from './failure';
import { createProgram } from './program';
import { printable } from './terminal/output';
import { style } from './terminal/style';

// A reader that stops early (`prompthub check . | head`) is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? ExitCode.ok : ExitCode.findings),
  );
}

void main();

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
      return;
    }
    const { message, exitCode, code } = failureOf(error);
    if (process.argv.includes('--json'))
      process.stdout.write(`${JSON.stringify({ error: { code, message } })}\n`);
    process.stderr.write(`${style.stderr.red('prompthub:')} ${printable(message)}\n`);
    process.exitCode = exitCode;
  }
}
