import type { Assertion } from './assertion';
import { sqlCheckOf } from './sql-check';

/** A block of code in the output is SQL, or the whole output where there is no block. */
export const containsSql: Assertion = {
  type: 'contains-sql',
  shape: {
    value: 'map',
    summary: 'A block of code in the output is SQL, or else the whole output; as `is-sql`.',
  },
  async evaluate(spec, { output }) {
    const { dialect, check } = await sqlCheckOf(spec);
    const blocks = blocksIn(output);
    const problems = (blocks.length > 0 ? blocks : [output]).map(check);
    const holds = problems.includes(undefined);
    return {
      holds,
      expectation: `to contain ${dialect}'s SQL`,
      detail: holds ? 'it does' : problems.join('; '),
      actual: output,
    };
  },
};

const FENCE = /^[ \t]{0,3}(`{3,}|~{3,})(.*)$/;

/** Of Markdown, those that are marked as SQL or not at all (CommonMark, "Fenced code blocks"). */
function blocksIn(text: string): string[] {
  const blocks: string[] = [];
  let open: { fence: string; isSql: boolean; lines: string[] } | undefined;
  for (const line of text.split(/\r\n?|\n/)) {
    const [, fence, info = ''] = FENCE.exec(line) ?? [];
    if (!open) {
      const language = info.trim().toLowerCase();
      if (fence) open = { fence, isSql: language === '' || language === 'sql', lines: [] };
    } else if (fence?.startsWith(open.fence) && info.trim() === '') {
      if (open.isSql) blocks.push(open.lines.join('\n').trim());
      open = undefined;
    } else open.lines.push(line);
  }
  return blocks;
}
