/** Schemes of editors that register themselves for their extensions' callbacks. */
const EDITOR_SCHEMES = new Set(['vscode', 'vscode-insiders', 'vscodium', 'code-oss', 'cursor', 'windsurf']);
/**
 * Editors in the browser, which hand the callback on to the window that asked; a codespace's editor is at a name of its
 * own. Not deeper: below `app.github.dev` anyone may publish a page.
 */
const WEB_EDITOR = /^(?:(?:insiders\.)?vscode\.dev|(?:[a-z0-9-]+\.)?github\.dev)$/;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Whether a native app may get its code at `uri` (RFC 8252 §7): loopback on any port, an editor's own scheme, an
 * editor in the browser, or exactly what the operator allows.
 */
export function isAllowedRedirect(uri: string, configured: readonly string[]): boolean {
  if (configured.includes(uri)) return true;
  if (!URL.canParse(uri)) return false;
  const { protocol, host, hostname, username, password, hash } = new URL(uri);
  if (username !== '' || password !== '' || hash !== '') return false;
  if (protocol === 'http:') return LOOPBACK.has(hostname);
  if (protocol === 'https:') return WEB_EDITOR.test(host);
  return EDITOR_SCHEMES.has(protocol.slice(0, -1));
}

/** Where the person will be after consent, in words. */
export function describeRedirect(uri: string): string {
  const { protocol, host, hostname } = new URL(uri);
  if (protocol === 'http:' && LOOPBACK.has(hostname)) return `an application on this computer (${host})`;
  if (protocol === 'https:' || protocol === 'http:') return host;
  return `the application that opens ${protocol}// links on this computer`;
}

/** Source for CSP's `form-action`, which browsers also apply to the redirect that follows the form. */
export function redirectSource(uri: string): string {
  const { protocol, origin } = new URL(uri);
  return protocol === 'https:' || protocol === 'http:' ? origin : protocol;
}
