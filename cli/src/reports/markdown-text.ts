/** One line, with nothing in it that Markdown or HTML would read as more than text. */
export function inline(text: string, maxLength = 500): string {
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
  const cut =
    line.length > maxLength
      ? `${line
          .slice(0, maxLength)
          .toWellFormed()
          .replace(/\ufffd$/, '')}…`
      : line;
  return (
    cut
      .replace(/[\\`*_{}[\]<>|#&~$!()]/g, (character) => `\\${character}`)
      // Neither people nor issues are called, and no address becomes a link.
      .replace(/@/g, '@\u200b')
      .replace(/:\/\//g, ':\u200b//')
      .replace(/\b(www)\./gi, '$1\u200b.')
  );
}

/** A name in a code span. */
export function code(text: string): string {
  return `\`${text.replace(/[`|\r\n]/g, ' ')}\``;
}

/** Lines as long as they fit into so many bytes of UTF-8, and how many did not. */
export function fitting(lines: readonly string[], maxBytes: number): { lines: string[]; left: number } {
  let bytes = 0;
  const end = lines.findIndex((line) => (bytes += Buffer.byteLength(line) + 1) > maxBytes);
  return end < 0 ? { lines: [...lines], left: 0 } : { lines: lines.slice(0, end), left: lines.length - end };
}
