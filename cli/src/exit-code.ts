/** What the command's exit code means, for every command alike. */
export const ExitCode = {
  ok: 0,
  /** Something was found, failed or was refused: diagnostics, failing tests, unformatted files, conflicts. */
  findings: 1,
  /** The command was not understood: arguments, files that do not exist, a broken prompthub.yaml. */
  usage: 2,
  /** No hub answered there. */
  unreachable: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
