import { ProviderError } from '../providers/provider';

/** What a caller is told who has cancelled, in the words of a call that was cancelled on the wire. */
export function aborted(details: { readonly unreached?: boolean } = {}): ProviderError {
  return new ProviderError('aborted', 'The run was cancelled.', details);
}
