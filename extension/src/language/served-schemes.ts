/** Where documents may lie that the language server is told of; it knows nothing of stored versions or Git's revisions. */
export const SERVED_SCHEMES: readonly string[] = ['file', 'untitled', 'vscode-vfs', 'vscode-remote'];

export function isServed({ scheme }: { readonly scheme: string }): boolean {
  return SERVED_SCHEMES.includes(scheme);
}
