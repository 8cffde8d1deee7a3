type Paint = (text: string) => string;
export interface Style {
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
  readonly dim: Paint;
  readonly bold: Paint;
}

/** Colours on terminals only; `NO_COLOR` (no-color.org) and `FORCE_COLOR` decide otherwise. */
function coloursOn(stream: { readonly isTTY?: boolean }): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
}

function styleFor(stream: { readonly isTTY?: boolean }): Style {
  const paint =
    (open: number, close: number): Paint =>
    (text) =>
      coloursOn(stream) ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    blue: paint(34, 39),
    dim: paint(2, 22),
    bold: paint(1, 22),
  };
}

export const style = { ...styleFor(process.stdout), stderr: styleFor(process.stderr) };
