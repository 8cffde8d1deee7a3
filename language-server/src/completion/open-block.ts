const TAG = /\\?\{\{(?:!--[\s\S]*?--|![^}]*|~?\s*(#>|[#^/]?)\s*([^\s{}~|()]*)[^{}]*)\}\}/g;

/** The name of the innermost block that a text leaves open, found in its tags alone, so that any text will do. */
export function openBlockAt(text: string): string | undefined {
  const open: string[] = [];
  for (const [whole, sigil, name = ''] of text.matchAll(TAG)) {
    if (whole.startsWith('\\') || name === 'else' || (sigil === '^' && name === '')) continue;
    if (sigil === '/') {
      const index = open.lastIndexOf(name);
      if (index >= 0) open.length = index;
    } else if (sigil && name) open.push(name);
  }
  return open.at(-1);
}
