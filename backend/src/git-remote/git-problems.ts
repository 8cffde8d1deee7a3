import { ProblemError } from '../common/problem';

export const badGitRequest = (reason: string) =>
  new ProblemError(400, 'bad-git-request', `The request is not one of Git's: ${reason}.`);

export const requestTooLarge = (limit: string) =>
  new ProblemError(413, 'too-large', `The request is larger than ${limit}.`);

export const tokenWanted = () =>
  new ProblemError(
    401,
    'unauthenticated',
    'Sign in with any user name and a personal access token as the password. The token is wrong, withdrawn or too old when you are asked again.',
  ).withHeaders({ 'www-authenticate': 'Basic realm="PromptHub", charset="UTF-8"' });

/** What a client understands and the hub does not give. Git shows the message to its user, which it does not with a status. */
export class FetchRefusedError extends Error {
  override readonly name = 'FetchRefusedError';
}
