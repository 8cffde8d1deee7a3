/**
 * A trace of the language server's messages may show what people type, but never a key: `credentials` answers
 * carry one. Every string value of a member whose name says that it is secret becomes `•••`.
 */
export function redactTrace(text: string): string {
  return text.replace(SECRET_MEMBER, '$1"•••"');
}

const SECRET_MEMBER =
  /("(?:apiKey|api_key|token|accessToken|refreshToken|password|authorization)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
