import type { PromptPage, PromptSummary } from '@prompthub/protocol';
import type { TestHub, TestRequest } from '../hub';

export interface PromptFields {
  readonly description?: string | undefined;
  readonly model?: string | undefined;
  readonly owner?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly text: string;
}

/** A prompt file that says this of itself. */
export function prompt({ description, model, owner, tags, text }: PromptFields): string {
  // JSON is YAML.
  const frontmatter = { description, model, 'prompthub.meta': { owner, tags } };
  const lines = Object.entries(frontmatter).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${JSON.stringify(value)}\n`],
  );
  return `---\n${lines.join('')}---\n${text}`;
}

export type Query = Record<string, string | readonly string[] | undefined>;

/** Lists prompts of `acme/<project>`, or of an organization (`organizations/acme`). */
export class SearchClient {
  readonly root: string;

  constructor(
    readonly hub: TestHub,
    place: string,
    readonly as: TestRequest['as'] = 'viewer',
  ) {
    this.root = `/api/v1/${place}/prompts`;
  }

  ask(query: Query) {
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) =>
        (value === undefined ? [] : [value].flat()).map((one): [string, string] => [name, one]),
      ),
    );
    return this.hub.request(`${this.root}?${search.toString()}`, {
      ...(this.as === undefined ? {} : { as: this.as }),
    });
  }

  async page(query: Query): Promise<PromptPage> {
    const { status, body, text } = await this.ask(query);
    if (status !== 200) throw new Error(`${status}: ${text}`);
    return body as PromptPage;
  }

  /** All pages; `sizes` are those of the pages, over and over. */
  async all(query: Query, sizes: readonly number[] = [200]): Promise<PromptSummary[]> {
    const items: PromptSummary[] = [];
    let cursor: string | undefined;
    for (let at = 0; at === 0 || cursor !== undefined; at++) {
      const limit = sizes[at % sizes.length] ?? 200;
      const page = await this.page({ ...query, cursor, limit: String(limit) });
      if (page.items.length > limit) throw new Error(`${page.items.length} rows on a page of ${limit}`);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  async names(query: Query = {}): Promise<string[]> {
    return (await this.all(query)).map(({ name }) => name);
  }
}
