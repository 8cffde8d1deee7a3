/** Bytes of UTF-8 that one file may have. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;
/** Files that one version of a project may hold. */
export const MAX_FILES = 20_000;
/** Bytes of all files of one version. */
export const MAX_TREE_BYTES = 256 * 1024 * 1024;
/** Bytes of text that one diff compares; longer answers are refused with advice. */
export const MAX_DIFF_BYTES = 16 * 1024 * 1024;
/** Candidates named when a short id is ambiguous. */
export const MAX_CANDIDATES = 10;

export const mebibytes = (bytes: number): string => `${Math.round(bytes / (1024 * 1024))} MiB`;
