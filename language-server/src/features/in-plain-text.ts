/** An answer for clients that show Markdown as it is written: its marks are taken out. What is no Markdown stays. */
export function inPlainText(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(inPlainText);
  if (typeof answer !== 'object' || answer === null) return answer;
  if ('kind' in answer && answer.kind === 'markdown' && 'value' in answer)
    return { kind: 'plaintext', value: withoutMarks(String(answer.value)) };
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, inPlainText(value)]));
}

function withoutMarks(markdown: string): string {
  return markdown
    .replace(/^```.*\n?/gm, '')
    .replace(/\*\*|`/g, '')
    .trimEnd();
}
