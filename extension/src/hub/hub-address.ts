/** One spelling for each hub: no slash at the end, lower-case host. Undefined for what is not an http(s) address. */
export function normalizeHub(address: string): string | undefined {
  const text = address.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username || url.password) return undefined;
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** The hub's name for people: its host. */
export function hubName(hub: string): string {
  return URL.canParse(hub) ? new URL(hub).host : hub;
}
