/** An error of the token endpoint, in RFC 6749 §5.2's own shape. */
export class OAuthError extends Error {
  constructor(
    readonly code:
      | 'invalid_request'
      | 'invalid_grant'
      | 'unsupported_grant_type'
      | 'unsupported_response_type'
      | 'access_denied',
    readonly description: string,
  ) {
    super(description);
  }
}
