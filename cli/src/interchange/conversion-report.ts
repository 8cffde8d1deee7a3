import type { FieldReport } from '@prompthub/engine';
import { ExitCode } from '../exit-code';
import { count, note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';

export interface Conversion {
  readonly source: string;
  /** Written, or to be written in a trial. */
  readonly files: readonly string[];
  readonly report: readonly FieldReport[];
}

interface ReportOptions {
  readonly json?: boolean;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
}

const marks = {
  kept: (text: string) => style.dim(text),
  changed: (text: string) => style.yellow(text),
  dropped: (text: string) => style.red(text),
} as const;

/** Tells what was written and what became of each field without a counterpart. */
export function reportConversions(conversions: readonly Conversion[], options: ReportOptions): void {
  if (options.json) printJson(conversions);
  else for (const conversion of conversions) tell(conversion);
  const lines = conversions.flatMap(({ report }) => report);
  const dropped = lines.filter(({ fate }) => fate === 'dropped').length;
  const files = conversions.reduce((sum, conversion) => sum + conversion.files.length, 0);
  note(
    `${count(files, 'file')} ${options.dryRun ? 'would be written' : 'written'}, ${count(dropped, 'field')} dropped`,
  );
  if (options.strict && dropped > 0) process.exitCode = ExitCode.findings;
}

function tell({ source, files, report }: Conversion): void {
  print(`${printable(source)} → ${files.map(printable).join(', ')}`);
  for (const { field, fate, note: text } of report)
    print(`  ${marks[fate](fate.padEnd(7))} ${printable(field)}: ${printable(text)}`);
}
