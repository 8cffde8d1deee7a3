/** What a lens of the language server holds, as far as it matters here. */
interface Lens {
  readonly command?: { readonly command: string; arguments?: unknown[] | undefined };
}

/**
 * Takes the argument from commands whose only argument is the lens's own file: without one they are about the prompt
 * in the active editor, which the click has just made active. The editor keeps the arguments of a lens only until it
 * draws the lenses again, so that a click just after an edit would find its command gone.
 */
export function withPlainCommands<T extends Lens>(lenses: T[], uri: string): T[] {
  for (const { command } of lenses)
    if (command?.arguments?.length === 1 && command.arguments[0] === uri) command.arguments = undefined;
  return lenses;
}
