import { ExitCode } from './exit-code';

export interface Failure {
  readonly message: string;
  readonly exitCode: ExitCode;
  /** A stable code, for `--json`. */
  readonly code: string;
}

const codesByName: Readonly<Record<string, ExitCode>> = {
  LinkFileError: ExitCode.usage,
  // Before anything ran; in a run it is its tests' error.
  JournalError: ExitCode.usage,
  HubUnreachableError: ExitCode.unreachable,
  HubProtocolError: ExitCode.unreachable,
};

/** Classes with messages made for people. They live in parts that may not even be loaded, so they go by name. */
const forPeople = new Set([
  'CommandError',
  'LinkFileError',
  'HubUnreachableError',
  'HubProtocolError',
  'CommitConflictError',
  'PublishConflictError',
  'SwitchRefusedError',
  'NoSuchBranchError',
  'BranchSwitchedError',
  'CommitInDoubtError',
  'UnsentCommitsError',
  'NewerStateError',
  'LostTextError',
  'UnsharableFileError',
  'UnsafePathError',
  'FileWriteError',
  'LockFileError',
  'LockTimeoutError',
  'NothingToLockError',
  'SignInError',
  'ProviderError',
  'RenderError',
  'JournalError',
  'StatisticsError',
]);

const KEYS =
  'Keys come from OPENAI_API_KEY, ANTHROPIC_API_KEY, AZURE_OPENAI_API_KEY or PROMPTHUB_KEY_<NAME>; see `prompthub run --help`.';

/** Says what went wrong in words; never with a stack, unless `PROMPTHUB_DEBUG` asks for it. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error))
    return { message: String(error), exitCode: ExitCode.findings, code: 'unexpected' };
  const exitCode =
    'exitCode' in error ? (error.exitCode as ExitCode) : (codesByName[error.name] ?? ExitCode.findings);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return { message: messageOf(error), exitCode, code };
}

function messageOf(error: Error): string {
  if (error.name === 'HubError') return hubMessage(error);
  if (error.name === 'CommitRejectedError') return `${error.message}${diagnosticsOf(error)}`;
  if ('code' in error && error.code === 'missing-credentials') return `${error.message}\n${KEYS}`;
  if (forPeople.has(error.name)) return error.message;
  if (process.env['PROMPTHUB_DEBUG']) return error.stack ?? error.message;
  return 'code' in error || error instanceof TypeError ? error.message : `Unexpected: ${error.message}`;
}

function hubMessage(error: Error): string {
  const status = 'status' in error ? error.status : undefined;
  if (status === 401) return `The hub does not know you (${error.message}). Run \`prompthub login\`.`;
  if (status === 404) return `The hub has no such thing, or you may not see it: ${error.message}`;
  return `The hub refused: ${error.message}`;
}

function diagnosticsOf(error: Error): string {
  if (!('diagnostics' in error) || !Array.isArray(error.diagnostics)) return '';
  const lines = (
    error.diagnostics as {
      file: string;
      message: string;
      code: string;
      range: { start: { line: number; character: number } };
    }[]
  ).map(
    ({ file, message, code, range: { start } }) =>
      `\n  ${file}:${start.line + 1}:${start.character + 1} ${message} (${code})`,
  );
  return lines.join('');
}
