import { ProblemError } from '../common/problem';
import type { WantedVersion } from './test-evidence.service';

/** Refusals of test runs, in one place so that their words agree. Codes are part of the API. */
export const runNotFound = () => new ProblemError(404, 'test-run-not-found', 'There is no such test run.');

export const runEnded = () =>
  new ProblemError(409, 'test-run-ended', 'This test run has ended already: there is nothing to cancel.');

export const tooManyOpenRuns = (most: number) =>
  new ProblemError(
    429,
    'too-many-test-runs',
    `${most} test runs of this project wait or run already. Wait for them, or cancel some.`,
  );

export const tooManyResults = (most: number, found: number) =>
  new ProblemError(
    422,
    'too-many-test-results',
    `The report has ${found} results, and a test run holds ${most} at most. Report fewer prompts at a time.`,
  );

export const resultTooLarge = (most: number, prompt: string, index: number) =>
  new ProblemError(
    422,
    'test-result-too-large',
    `What the report says of test ${index} of "${prompt}" is larger than the ${most / 1024} KiB that are kept of one, without its values ` +
      'and its output. Report fewer or shorter assertions.',
    { path: prompt },
  );

export const promptNotInVersion = (path: string, commit: string) =>
  new ProblemError(
    422,
    'prompt-not-in-version',
    `The report is about "${path}", which version ${commit.slice(0, 10)} does not have. Report what was tested of this version, ` +
      "with paths from the project's root.",
    { path },
  );

export const testsRequired = (
  { environment, commit, path, from }: WantedVersion,
  missing: readonly string[],
) => {
  const version = commit.slice(0, 10);
  const run = from === 'hub' ? 'a test run of the hub' : 'a test run';
  const names = missing.slice(0, 3).map((name) => `"${name}"`);
  const lacking = [...names, ...(missing.length > 3 ? [`${missing.length - 3} more`] : [])].join(', ');
  const command = ['prompthub test-runs start', path, `--ref ${version} --wait`].filter(Boolean).join(' ');
  const why =
    missing.length === 0
      ? `${path === '' ? `${version} has no tests` : `"${path}" has none in ${version}`}. Write tests, or let the environment require none.`
      : `${version} has none for ${lacking}. Run the tests: \`${command}\`.`;
  return new ProblemError(
    409,
    'tests-required',
    `"${environment}" takes only what passed ${run} of exactly this version, and ${why} Rolling back is possible without.`,
    { environment, commit, missing, from },
  );
};

/** Words for the author of a test that a hub does not run. */
export const unsupportedHere = (what: string) =>
  `${what} does not run on the hub: it would start a program there, or send the answer to another server. Run it with ` +
  '`prompthub test`, and report the result.';
