import type { CheckedDiagnostic } from '@prompthub/protocol';
import { ProblemError } from '../common/problem';
import { mebibytes } from './limits';
import type { Clash } from './tree-editing';

/** The registry's refusals, in one place so that their words agree. Codes are part of the API. */
export const refNotFound = (ref: string) =>
  new ProblemError(404, 'ref-not-found', `There is no branch, tag or version "${ref}" in this project.`);

export const branchEmpty = (branch: string) =>
  new ProblemError(404, 'ref-not-found', `The branch "${branch}" has no versions yet. Publish one first.`);

export const fileNotFound = (path: string, commit: string) =>
  new ProblemError(404, 'file-not-found', `There is no file "${path}" in version ${commit.slice(0, 10)}.`);

export const objectNotFound = (id: string) =>
  new ProblemError(404, 'object-not-found', `There is no object ${id} in this project.`);

export const ambiguousRef = (ref: string, candidates: readonly string[]) =>
  new ProblemError(409, 'ambiguous-ref', `Several versions begin with "${ref}". Give more digits.`, {
    candidates,
  });

export const branchMoved = (branch: string, head: string, paths: readonly string[]) =>
  new ProblemError(
    409,
    'branch-moved',
    `"${branch}" has moved on, and ${listed(paths)} changed there since your version. Pull, merge, and publish again.`,
    { head, paths },
  );

export const headMoved = (branch: string, head: string) =>
  new ProblemError(
    409,
    'branch-moved',
    `"${branch}" is at ${head.slice(0, 10)} by now. Look at what has come, and try again.`,
    { head, paths: [] },
  );

export const branchNotFound = (name: string) =>
  new ProblemError(404, 'ref-not-found', `There is no branch "${name}" in this project.`);

export const tagNotFound = (name: string) =>
  new ProblemError(404, 'ref-not-found', `There is no tag "${name}" in this project.`);

export const branchProtected = (name: string, what: string) =>
  new ProblemError(
    403,
    'branch-protected',
    `"${name}" is protected: ${what}. Publish to another branch, or ask an owner or admin of the organization.`,
  );

export const branchIsDefault = (name: string) =>
  new ProblemError(409, 'branch-is-default', `"${name}" is the default branch of the project, and stays.`);

export const notFastForward = (name: string, lost: number) =>
  new ProblemError(
    409,
    'not-fast-forward',
    `"${name}" would lose ${lost === 1 ? 'a version' : `${lost} versions`} that the other place does not have. ` +
      'Merge instead, or move it with `force`.',
    { lost },
  );

export const nameTaken = (kind: 'branch' | 'tag', name: string) =>
  new ProblemError(409, `${kind}-taken`, `There is a ${kind} "${name}" already.`);

export const nameClash = (name: string, other: string) =>
  new ProblemError(
    409,
    'name-clash',
    `"${name}" cannot stand beside "${other}": to Git one of them would be a file and a folder at once.`,
    { other },
  );

export const nothingChanged = () =>
  new ProblemError(
    422,
    'nothing-changed',
    'These files already have exactly this content. There is nothing to publish.',
  );

export const unknownParent = (parent: string) =>
  new ProblemError(
    422,
    'unknown-parent',
    `The version ${parent} that you started from is not in this project.`,
  );

export const parentElsewhere = (parent: string, branch: string) =>
  new ProblemError(
    422,
    'parent-not-on-branch',
    `The version ${parent} that you started from is not part of the branch "${branch}". Pull that branch first.`,
  );

export const repeatedPath = (path: string) =>
  new ProblemError(422, 'repeated-path', `"${path}" is changed twice in one request. Send each file once.`);

export const notText = (path: string, reason: string) =>
  new ProblemError(422, 'not-text', `"${path}" is not text that a project can hold: ${reason}.`, { path });

export const fileTooLarge = (path: string, limit: number) =>
  new ProblemError(422, 'file-too-large', `"${path}" is larger than ${mebibytes(limit)}.`, { path, limit });

export const treeTooLarge = (what: string) =>
  new ProblemError(422, 'project-too-large', `After this change the project would hold more than ${what}.`);

export const nothingToDelete = (path: string) =>
  new ProblemError(
    422,
    'file-not-found',
    `"${path}" cannot be deleted: there is no such file in your version.`,
    {
      path,
    },
  );

export const pathClash = ({ kind, path, other }: Clash) =>
  new ProblemError(
    422,
    'path-clash',
    kind === 'case'
      ? `"${path}" and "${other}" differ only in case, and many systems cannot hold both. Rename one.`
      : `"${path}" cannot be a file and, because of "${other}", a folder at once. Rename one.`,
    { paths: [path, other] },
  );

export const promptHasErrors = (diagnostics: readonly CheckedDiagnostic[]) =>
  new ProblemError(
    422,
    'prompt-has-errors',
    `${diagnostics.length === 1 ? 'An error' : `${diagnostics.length} errors`} must be mended before publishing; see \`diagnostics\`.`,
    { diagnostics },
  );

export const partialInUse = (partials: readonly { path: string; users: readonly string[] }[]) =>
  new ProblemError(
    409,
    'partial-in-use',
    `${partials.map(({ path, users }) => `"${path}" cannot be deleted: ${fewOf(users)} ${users.length === 1 ? 'includes' : 'include'} it.`).join(' ')} Change that in the same version.`,
    { partials },
  );

export const diffTooLarge = () =>
  new ProblemError(
    422,
    'diff-too-large',
    'These versions differ in too much text to compare at once. Ask for one path.',
  );

/** The first of them by name. */
function fewOf(paths: readonly string[]): string {
  const named = paths.slice(0, 5).map((path) => `"${path}"`);
  return [...named, ...(paths.length > 5 ? [`${paths.length - 5} more`] : [])].join(', ');
}

export const blameTooLarge = (path: string) =>
  new ProblemError(
    422,
    'blame-too-large',
    `"${path}" has too many large versions to look through them all. Look at its history instead.`,
    { path },
  );

function listed(paths: readonly string[]): string {
  const [first = '', ...more] = paths;
  return more.length === 0 ? `"${first}"` : `"${first}" and ${more.length} more`;
}
