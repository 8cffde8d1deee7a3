/** The contract between the parts: what crosses a wire is described here, once, as a schema. No I/O. */
export * from './lsp';
export * from './figures';
export * from './link-file';
export * from './api/common';
export * from './api/accounts';
export * from './api/registry';
export * from './api/branches';
export * from './api/merging';
export * from './api/execution';
export * from './api/releases';
export * from './git/object';
export * from './git/blob';
export * from './git/entry-name';
export * from './git/ref-name';
export * from './git/tree';
export * from './git/identity';
export * from './git/commit';
