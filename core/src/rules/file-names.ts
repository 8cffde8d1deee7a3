/** The name under which a file can be included: `_signature.prompt` is `signature`; undefined for other files. */
export function partialNameOf(fileName: string | undefined): string | undefined {
  const name = fileName?.split(/[\\/]/).at(-1) ?? '';
  return /^_(.+)\.prompt$/.exec(name)?.[1];
}
