export interface FailureDescription {
  /** What happened and what to do, for a person. */
  readonly text: string;
  /** Signing in may help. */
  readonly signIn: boolean;
  /** The hub could not be reached; trying again may help. */
  readonly away?: boolean;
}

/** 404s that say by themselves what is missing. */
const NAMED = ['file-not-found', 'ref-not-found', 'environment-not-found', 'not-deployed'];

/** Words for an error of the hub or of the way to it. Errors are told apart by name: classes load with the SDK. */
export function describeFailure(error: unknown): FailureDescription {
  if (!(error instanceof Error)) return { text: String(error), signIn: false };
  const status = 'status' in error ? Number(error.status) : undefined;
  if (error.name === 'SessionEndedError') return { text: error.message, signIn: true };
  if (error.name === 'HubError' && status === 401) {
    return { text: `The hub does not accept the session any more. ${error.message}`, signIn: true };
  }
  if (error.name === 'HubError' && status === 403) {
    return { text: `Your role does not allow this. ${error.message}`, signIn: false };
  }
  const names = 'code' in error && NAMED.includes(String(error.code));
  if (error.name === 'HubError' && status === 404 && !names) {
    return {
      text: 'The hub has no such project, or you are not a member. Check `prompthub.yaml` and who is signed in.',
      signIn: false,
    };
  }
  const away = error.name === 'HubUnreachableError';
  return { text: error.message, signIn: false, ...(away ? { away } : {}) };
}
