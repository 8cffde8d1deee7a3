import type { Environment, FileEntry, PromptSummary } from '@prompthub/protocol';
import type { ReleaseTester } from '../releases/release-client';
import type { PromptFields } from './search-client';

/** What is asked of a listing; words are looked for as they are. */
export interface Wanted {
  readonly words?: readonly string[] | undefined;
  readonly tag?: readonly string[] | undefined;
  readonly owner?: string | undefined;
  readonly model?: string | undefined;
  readonly kind?: 'prompt' | 'partial' | undefined;
  readonly branch?: string | undefined;
  readonly environment?: string | undefined;
}

/** What the files of a project say, found by reading all of them. */
export class BruteForce {
  /** @param texts what was published, by blob */
  constructor(
    readonly tester: ReleaseTester,
    readonly texts: ReadonlyMap<string, PromptFields>,
  ) {}

  /** Paths with their blobs. Undefined: there is no such branch. */
  async matching(wanted: Wanted): Promise<Map<string, string> | undefined> {
    const files =
      wanted.environment === undefined
        ? await this.#files(wanted.branch ?? 'main')
        : await this.#running(wanted.environment);
    if (files === undefined) return undefined;
    const found = [...files].filter(([path, blob]) => {
      const fields = this.texts.get(blob);
      return path.endsWith('.prompt') && fields !== undefined && matches(path, fields, wanted);
    });
    return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The version that changed the file last, as its history has it. */
  async lastChange({ path, commit }: PromptSummary): Promise<string> {
    const { body } = await this.tester.registry.get('history', { path, ref: commit, limit: '1' });
    return body.items[0].id as string;
  }

  async #files(ref: string): Promise<Map<string, string> | undefined> {
    const { status, body } = await this.tester.registry.get('files', { ref });
    if (status !== 200) return undefined;
    return new Map((body.items as FileEntry[]).map(({ path, blob }) => [path, blob]));
  }

  async #running(name: string): Promise<Map<string, string> | undefined> {
    const { body } = await this.tester.registry.get('environments');
    const environment = (body.items as Environment[]).find((one) => one.name === name);
    if (environment === undefined) return undefined;
    const { project } = environment;
    const files = new Map(project === undefined ? [] : await this.#files(project.commit));
    for (const { path, commit } of environment.prompts)
      files.set(path, (await this.#files(commit))?.get(path) ?? '');
    return files;
  }
}

function matches(
  path: string,
  fields: PromptFields,
  { words = [], tag, owner, model, kind }: Wanted,
): boolean {
  const name = cut(path.replace(/\.prompt$/, ''));
  const everything = [
    ...name,
    ...cut([fields.description, fields.text, fields.owner, fields.model, ...(fields.tags ?? [])].join(' ')),
  ];
  const has = (word: string) => everything.includes(word);
  const last = words.at(-1) ?? '';
  return (
    (words.every(has) || (words.slice(0, -1).every(has) && name.some((word) => word.startsWith(last)))) &&
    (tag ?? []).every((one) => fields.tags?.includes(one) === true) &&
    (owner === undefined || fields.owner === owner) &&
    (model === undefined || fields.model === model || fields.model?.startsWith(`${model}/`) === true) &&
    (kind === undefined || (kind === 'partial') === /(^|\/)_[^/]+$/.test(path))
  );
}

const cut = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
