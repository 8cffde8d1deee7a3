import { Argument, Command } from 'commander';
import { FORMAT_NAMES } from '../reports/formats';
import { readReport } from '../reports/read-report';
import { showReport } from '../reports/show-report';
import { checkOutputs } from '../reports/write-reports';
import { collect } from './parse-number';

interface ReportOptions {
  readonly output: readonly string[];
  readonly baseline?: string;
  readonly json?: boolean;
}

export function reportCommand(): Command {
  return new Command('report')
    .description('Make reports of a run of tests that was stored as JSON.')
    .addArgument(new Argument('<results>', 'what `prompthub test --output results.json` wrote'))
    .option('--output <file>', `write a report: ${FORMAT_NAMES} (repeatable)`, collect, [])
    .option(
      '--baseline <file>',
      'compare with another run; an --output .md is then a comment for a pull request',
    )
    .option('--json', 'print the JSON report')
    .addHelpText(
      'after',
      `
Nothing is run and nobody is asked. Without --output the report is printed.

Examples:
  $ prompthub report results.json
  $ prompthub report results.json --output results.html --output results.csv
  $ prompthub report head.json --baseline base.json --output comment.md`,
    )
    .action(report);
}

async function report(file: string, { output, baseline, json }: ReportOptions): Promise<void> {
  await checkOutputs(output);
  const results = await readReport(file);
  const base = baseline === undefined ? undefined : await readReport(baseline);
  await showReport(results, { output, json, base, silent: output.length > 0 });
}
