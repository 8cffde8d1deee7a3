/** A diagnostic as people see it, whoever reports it. */
export interface Reported {
  readonly file: string;
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly range: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly character: number;
}

/** One line for each, in an order that does not depend on who reports. */
export function lines(reported: readonly Reported[]): string[] {
  const place = ({ line, character }: Place): string => `${line}:${character}`;
  return reported
    .map(
      ({ file, code, severity, message, range: { start, end } }) =>
        `${file} ${place(start)}-${place(end)} ${severity} ${code} ${message}`,
    )
    .sort();
}
