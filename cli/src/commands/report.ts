import { Argument, Command } from 'commander';
import { FORMAT_NAMES } from '../reports/formats';
import { jsonReport } from '../reports/json-report';
import { printReport } from '../reports/print-report';
import { readReport } from '../reports/read-report';
import { checkOutputs, writeReports } from '../reports/write-reports';
import { collect } from './parse-number';

interface ReportOptions {
  readonly output: readonly string[];
  readonly json?: boolean;
}

export function reportCommand(): Command {
  return new Command('report')
    .description('Make reports of a run of tests that was stored as JSON.')
    .addArgument(new Argument('<results>', 'what `prompthub test --output results.json` wrote'))
    .option('--output <file>', `write a report: ${FORMAT_NAMES} (repeatable)`, collect, [])
    .option('--json', 'print the JSON report')
    .addHelpText(
      'after',
      `
Nothing is run and nobody is asked. Without --output the report is printed.

Examples:
  $ prompthub report results.json
  $ prompthub report results.json --output results.html --output results.csv`,
    )
    .action(report);
}

async function report(file: string, options: ReportOptions): Promise<void> {
  await checkOutputs(options.output);
  const results = await readReport(file);
  await writeReports(results, options.output);
  if (options.json) process.stdout.write(jsonReport(results));
  else if (options.output.length === 0) printReport(results);
}
