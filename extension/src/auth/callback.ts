/** What the hub's sign-in page sent back to the editor. */
export type CallbackResult =
  | { readonly kind: 'code'; readonly code: string; readonly state: string }
  | { readonly kind: 'refused'; readonly state: string; readonly reason: string }
  | { readonly kind: 'invalid' };

/** Reads the query of the redirect (RFC 6749 §4.1.2); tolerates whatever else stands in it. */
export function parseCallback(query: string): CallbackResult {
  const parameters = new URLSearchParams(query);
  const state = parameters.get('state');
  const code = parameters.get('code');
  const error = parameters.get('error');
  if (!state) return { kind: 'invalid' };
  if (error) return { kind: 'refused', state, reason: parameters.get('error_description') ?? error };
  return code ? { kind: 'code', code, state } : { kind: 'invalid' };
}
