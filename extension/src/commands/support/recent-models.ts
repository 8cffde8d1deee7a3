import type { App } from '../../app';

const RECENT = 'recentModels';
const KEPT = 5;

/** Models that were chosen last, newest first, in whatever workspace. */
export function recentModels({ context }: App): string[] {
  return context.globalState.get<string[]>(RECENT, []);
}

export async function rememberModels(app: App, models: readonly string[]): Promise<void> {
  const recent = [...new Set([...models, ...recentModels(app)])];
  await app.context.globalState.update(RECENT, recent.slice(0, KEPT));
}
