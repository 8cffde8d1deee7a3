import { diagnosticsReference, rules } from '@prompthub/core';

/**
 * Where a code is explained: `reference` is the URI of `docs/reference/diagnostics.md` or of a page made of it. Editors open
 * files of text at a line, pages at a heading.
 */
export function explanationOf(code: string, reference: string): string | undefined {
  const line = lines().get(code);
  if (line === undefined) return undefined;
  return reference.startsWith('file:') ? `${reference}#L${line}` : `${reference}#${code}`;
}

let known: ReadonlyMap<string, number> | undefined;

/** The line of each heading, counted from 1. */
function lines(): ReadonlyMap<string, number> {
  known ??= new Map(
    diagnosticsReference(rules)
      .split('\n')
      .flatMap((line, index) => (line.startsWith('## ') ? [[line.slice(3), index + 1] as const] : [])),
  );
  return known;
}
