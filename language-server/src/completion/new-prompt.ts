import { CompletionItemKind, type Candidate } from './candidate';

/** What an empty file can begin with. */
export function newPrompt(text: string, offset: number): Candidate[] {
  if (!/^\s*-{0,3}$/.test(text.slice(0, offset)) || !/^-*\s*$/.test(text.slice(offset))) return [];
  const start = text.slice(0, offset).search(/-*$/);
  const base = {
    kind: CompletionItemKind.Snippet,
    snippet: true,
    filter: '---',
    range: { start, end: offset },
  };
  return [
    { ...base, label: '---', detail: 'frontmatter', insert: FRONTMATTER + '$0', rank: 1 },
    { ...base, label: 'prompt', detail: 'a whole prompt', insert: PROMPT, rank: 0 },
  ];
}

const FRONTMATTER = '---\nmodel: ${1:echo/echo}\ninput:\n  schema:\n    ${2:question}: string\n---\n';

const PROMPT = `${FRONTMATTER}{{role "system"}}
\${3:You are a helpful assistant.}
{{role "user"}}
{{\${2:question}}}
$0`;
