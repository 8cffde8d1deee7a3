/** Takes the cursor `█` out of a text and says where it stood. */
export function cursor(marked: string): { text: string; offset: number } {
  const offset = marked.indexOf('█');
  if (offset < 0) throw new Error('the text has no cursor █');
  return { text: marked.replace('█', ''), offset };
}
