/** The `prompthub` command as a library: for its generated reference, and for those who embed it. */
export { createProgram } from './program';
export { cliReference } from './reference';
export { ExitCode } from './exit-code';
