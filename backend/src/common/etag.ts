/** Whether a request that says which answers it `known` has already got this one (RFC 9110 §13.1.2): a list of tags, weak ones too, or `*`. */
export function matchesEtag(known: string | undefined, etag: string): boolean {
  if (known === undefined) return false;
  return known.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}
