/** One published version of one file, as the address of a read-only document. */
export interface VersionAddress {
  readonly hub: string;
  /** `organization/project` */
  readonly project: string;
  /** A commit id, so that the content never changes. */
  readonly commit: string;
  /** In the project. Empty content when `missing`. */
  readonly path: string;
  /** The file did not exist in this commit. */
  readonly missing?: boolean;
}

export const VERSION_SCHEME = 'prompthub';

/** Parts of a `prompthub:` address; the path ends with the file's name, so that the editor knows the language. */
export function versionUriParts({ hub, project, commit, path, missing }: VersionAddress) {
  const query = new URLSearchParams({ hub, project, commit, ...(missing ? { missing: '1' } : {}) });
  return { scheme: VERSION_SCHEME, path: `/${commit.slice(0, 10)}/${path}`, query: query.toString() };
}

/** Undefined for an address that is not one of ours. */
export function parseVersionUri(uri: {
  scheme: string;
  path: string;
  query: string;
}): VersionAddress | undefined {
  const match = /^\/[^/]+\/(.+)$/.exec(uri.path);
  const query = new URLSearchParams(uri.query);
  const [hub, project, commit] = [query.get('hub'), query.get('project'), query.get('commit')];
  if (
    uri.scheme !== VERSION_SCHEME ||
    !match?.[1] ||
    !hub ||
    !project ||
    !/^[0-9a-f]{40}$/.test(commit ?? '')
  )
    return undefined;
  return {
    hub,
    project,
    commit: commit ?? '',
    path: match[1],
    ...(query.has('missing') ? { missing: true } : {}),
  };
}
