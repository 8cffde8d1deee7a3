/**
 * URIs as keys and as paths. Clients write the same file in several ways (`file:///c%3A/x`, `file:///C:/x`), so
 * everything that is looked up by URI goes through `normalizeUri` first. No Node built-ins: a browser runs this too.
 */
export function normalizeUri(uri: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(\/[^?#]*)/i.exec(uri);
  if (!match) return uri;
  const [, origin = '', path = ''] = match;
  const segments = path.split('/').map((segment) => encodeURIComponent(decode(segment)));
  return (
    origin + segments.join('/').replace(/^\/([a-z])%3A/i, (_all, drive: string) => `/${drive.toLowerCase()}:`)
  );
}

/** The folder that a file lies in, without a trailing slash. */
export function folderOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
}

/** The decoded last segment: `reply.prompt`. */
export function fileNameOf(uri: string): string {
  return decode(uri.slice(uri.lastIndexOf('/') + 1));
}

/** Resolves a relative path with `/`, `.` and `..` against a folder; `..` never climbs above the root. */
export function joinUri(folder: string, path: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)(.*)$/i.exec(folder);
  const [origin, base] = match ? [match[1] ?? '', match[2] ?? ''] : ['', folder];
  const segments = base.split('/').filter(Boolean);
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..') segments.pop();
    else if (segment && segment !== '.') segments.push(encodeURIComponent(segment));
  }
  return normalizeUri(`${origin}/${segments.join('/')}`);
}

/** True for the folder itself and everything below it. Both sides must be normalized. */
export function isInside(uri: string, folder: string): boolean {
  const root = folder.replace(/\/+$/, '');
  return uri === root || uri.startsWith(`${root}/`);
}

/** The decoded path from a folder to a file anywhere, with `/`, `./` or `../` in front. */
export function pathBetween(folder: string, uri: string): string {
  const [from, to] = [folder.split('/'), uri.split('/')];
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => '..');
  return [...(up.length > 0 ? up : ['.']), ...to.slice(shared).map(decode)].join('/');
}

/** The decoded path from a folder to a file below it, with `/`. */
export function relativePath(folder: string, uri: string): string {
  return uri
    .slice(folder.replace(/\/+$/, '').length + 1)
    .split('/')
    .map(decode)
    .join('/');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
