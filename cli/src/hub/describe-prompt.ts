import type { PromptSummary } from '@prompthub/protocol';
import { printable } from '../terminal/output';
import { style } from '../terminal/style';

/** A prompt in one line, and where the words stand in a second one. */
export function describePrompt(prompt: PromptSummary, { withProject }: { withProject: boolean }): string {
  const { project, path, description, tags, owner, model, snippet } = prompt;
  const name = style.blue(oneLine(withProject ? `${project}/${path}` : path));
  const facts = [...tags.map((tag) => `#${tag}`), owner, model].filter((fact) => fact !== undefined);
  const first = [name, description && oneLine(description), style.dim(oneLine(facts.join(' ')))];
  const found = (snippet ?? []).map(({ text, match }) => (match ? style.bold(oneLine(text)) : oneLine(text)));
  return [first.filter(Boolean).join('  '), found.length === 0 ? '' : `    ${found.join('')}`]
    .filter(Boolean)
    .join('\n');
}

function oneLine(text: string): string {
  return printable(text).replace(/\s/gu, ' ');
}
