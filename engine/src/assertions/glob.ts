/** Whether a name fits a pattern in which `*` stands for any characters and `?` for one; upper and lower case are alike. */
export function fitsGlob(name: string, pattern: string): boolean {
  const [text, wanted] = [name.toLowerCase(), pattern.toLowerCase()];
  let [at, next] = [0, 0];
  let star: { next: number; at: number } | undefined;
  while (at < text.length) {
    if (wanted[next] === '*') star = { next: next++, at };
    else if (wanted[next] === '?' || wanted[next] === text[at]) {
      at++;
      next++;
    } else if (star) {
      // The last star takes one character more.
      next = star.next + 1;
      at = ++star.at;
    } else return false;
  }
  return /^\**$/.test(wanted.slice(next));
}
