import { ProblemError } from '../common/problem';

/** Refusals of releases, in one place so that their words agree. Codes are part of the API. */
export const environmentNotFound = (name: string) =>
  new ProblemError(404, 'environment-not-found', `There is no environment "${name}" in this project.`);

export const environmentExists = (name: string) =>
  new ProblemError(
    409,
    'environment-exists',
    `There is an environment "${name}" already. Choose another name.`,
  );

export const environmentInUse = (name: string) =>
  new ProblemError(
    409,
    'environment-in-use',
    `Something is deployed to "${name}". Withdraw it first, so that no application loses its prompts by surprise.`,
  );

export const labelNotFound = (label: string, path: string) =>
  new ProblemError(404, 'label-not-found', `"${path}" has no label "${label}".`);

export const notDeployed = (environment: string, path: string | undefined) =>
  new ProblemError(
    404,
    'not-deployed',
    `${path === undefined ? 'Nothing is' : `"${path}" is not`} deployed to "${environment}". Deploy a version there first.`,
  );

export const alreadyThere = (target: string, commit: string | null) =>
  new ProblemError(
    409,
    'already-there',
    commit === null ? `${target} points nowhere already.` : `${target} is at ${commit.slice(0, 10)} already.`,
  );

export const releaseMoved = (target: string, current: string | null) =>
  new ProblemError(
    409,
    'release-moved',
    `${target} is at ${current === null ? 'no version' : current.slice(0, 10)} by now: someone moved it. Look again, then decide.`,
    { current },
  );

export const nothingBefore = (target: string) =>
  new ProblemError(
    409,
    'nothing-before',
    `${target} had no version before this one, so there is none to go back to. Deploy another version, or withdraw this one.`,
  );

export const noEnvironmentBefore = (name: string) =>
  new ProblemError(
    422,
    'no-environment-before',
    `No environment stands before "${name}" in the order of promotion. Say in \`from\` where the version comes from.`,
  );

export const promotedToItself = (name: string) =>
  new ProblemError(422, 'promoted-to-itself', `"${name}" cannot be promoted to itself.`);

export const ownVersions = (environment: string, paths: readonly string[]) =>
  new ProblemError(
    409,
    'own-versions',
    `In "${environment}", ${paths.length === 1 ? `"${paths[0] ?? ''}" has a version of its own` : `${paths.length} prompts have versions of their own`}, ` +
      'which promoting the project would leave behind. Promote them by path first, or withdraw them.',
    { paths },
  );

export const oneVersionWanted = () =>
  new ProblemError(
    400,
    'one-version-wanted',
    'Say exactly one of `environment`, `label` and `commit`: none stands in for another.',
  );
