import { inferProvider } from '../providers/model-name';

/** `provider/model` in its parts, as prices and limits are kept; the provider of well-known names may be left out. */
export function pricedName(model: string): { readonly provider: string | undefined; readonly name: string } {
  const slash = model.indexOf('/');
  if (slash < 0) return { provider: inferProvider(model), name: model };
  return { provider: model.slice(0, slash), name: model.slice(slash + 1) };
}

/** `gpt-4o-2024-08-06` → `gpt-4o`, `claude-haiku-4-5-20251001` → `claude-haiku-4-5`. */
export function withoutSnapshot(name: string): string {
  return name.replace(/-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/, '');
}
