/** For hosts that run the server in their own process: tests, and editors without a process of ours. */
export { startServer } from './server';
export type { Environment } from './server';
export { NodeFileSystem } from './node-file-system';
export type { DirectoryEntry, FileSystem, ReadResult } from './file-system';
