/** What a provider says that it counted, as PostgreSQL's `integer`: a server may say anything. */
export function storedCount(tokens = 0): number {
  return Math.min(Math.max(Math.round(tokens) || 0, 0), 2_147_483_647);
}
