import { dirname, resolve } from 'node:path';
import type { AssertionTools } from '@prompthub/engine';
import { readDatasetOf } from '../files/read-dataset';

interface Input {
  /** The prompt: names of files are relative to it. */
  readonly file: string;
  /** Hosts that the person allows to receive what a test sends. */
  readonly allowHosts: readonly string[];
  readonly signal: AbortSignal;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** What assertions may do here: read files of the project, run its programs, and post to hosts that the person has named. */
export async function assertionTools({
  file,
  allowHosts,
  signal,
  environment = process.env,
}: Input): Promise<Pick<AssertionTools, 'readFile' | 'runProgram' | 'post'>> {
  const { AssertionError, postTo, programRunner, readingFiles } = await import('@prompthub/engine');
  const named = [...allowHosts, ...(environment['PROMPTHUB_ALLOW_HOSTS'] ?? '').split(',')];
  const allowed = new Set(named.map((host) => host.trim()));
  const allow = (host: string): void => {
    if (!allowed.has(host))
      throw new AssertionError(
        `Nothing was sent to ${host}: it is named by the test alone. If answers may go there, add --allow-host ${host}.`,
      );
  };
  return {
    readFile: readingFiles((name) => readDatasetOf(file, name)),
    runProgram: programRunner({ folder: dirname(resolve(file)), environment, signal }),
    post: postTo({ allow, signal }),
  };
}
