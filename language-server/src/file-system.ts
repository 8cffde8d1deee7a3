/** What reading a file came to. Everything but `text` says why there is no text. */
export type ReadResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface DirectoryEntry {
  readonly name: string;
  readonly type: 'file' | 'folder';
}

/**
 * The one way to files. Addresses are URIs. No method throws for what a disk can do: a file that is gone or forbidden
 * is a result. Links (symbolic or otherwise) are never listed, and `read` follows none that leads outside `root`.
 */
export interface FileSystem {
  /**
   * Invalid UTF-8 becomes U+FFFD, as in editors. Of a file that is longer than `MAX_SOURCE_BYTES` (core) only as much is
   * read as shows that it is too long.
   */
  read(uri: string, root: string): Promise<ReadResult>;
  /** Files and folders directly inside a folder; empty when it cannot be listed. */
  list(folder: string): Promise<readonly DirectoryEntry[]>;
}
