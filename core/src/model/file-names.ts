/** What a file is, by its name. Paths may be written with `/` or `\`. */
const PARTIAL = /(?:^|[\\/])_([^\\/]+)\.prompt$/;

export const isPrompt = (path: string): boolean => path.endsWith('.prompt');

export const isPartial = (path: string): boolean => PARTIAL.test(path);

/** A file of tests beside a prompt: `reply.tests.yaml`. */
export const isTestsFile = (path: string): boolean => /\.tests\.ya?ml$/.test(path);

/** The prompt that a file of tests belongs to: `reply.prompt` beside `reply.tests.yaml`. */
export const promptOfTests = (path: string): string => path.replace(/\.tests\.ya?ml$/, '.prompt');

/** Names of files and folders that no tool looks at when it walks through a folder, and that the hub does not take. */
export const isIgnored = (name: string): boolean => name.startsWith('.') || name === 'node_modules';

/** The name under which a file can be included: `_signature.prompt` is `signature`; undefined for other files. */
export function partialNameOf(path: string | undefined): string | undefined {
  return PARTIAL.exec(path ?? '')?.[1];
}
