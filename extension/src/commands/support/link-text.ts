/** What a link file shall say. */
export interface LinkValues {
  readonly hub: string;
  /** `organization/project` */
  readonly project: string;
  /** Relative to the link file; `.` when the files lie beside it. */
  readonly folder: string;
}

const HEADER = '# Links this folder to a project of a PromptHub hub. Commit this file; it holds no secret.\n';

/** The text of `prompthub.yaml` with these values: an earlier text keeps its comments and all other keys. */
export function linkText(earlier: string | undefined, { hub, project, folder }: LinkValues): string {
  const start = earlier === undefined || earlier.trim() === '' ? HEADER : earlier;
  const entries = { hub, project, folder };
  return Object.entries(entries).reduce((text, [key, value]) => {
    const line = new RegExp(`^${key}[ \\t]*:.*$`, 'm');
    if (line.test(text)) return text.replace(line, () => `${key}: ${value}`);
    if (key === 'folder' && value === '.') return text;
    return `${text}${text.endsWith('\n') ? '' : '\n'}${key}: ${value}\n`;
  }, start);
}

/** A slug for a name: `Support Desk!` → `support-desk`. Empty when nothing of the name can stay. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}
