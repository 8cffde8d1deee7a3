/** Our own Markdown without its marks, for clients that show it as it is. */
export function plainText(markdown: string): string {
  return markdown
    .split(/(^```\w*\n[\s\S]*?\n```)/m)
    .map((piece) =>
      piece.startsWith('```')
        ? piece.replace(/^```\w*\n|\n```$/g, '')
        : piece.replace(/\*\*([^*\n]+)\*\*/g, '$1').replace(/`([^`\n]+)`/g, '$1'),
    )
    .join('');
}
