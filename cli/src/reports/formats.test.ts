import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { parse as parseYaml } from 'yaml';
import { reasonsOfTest, testReport, type TestReport } from '@prompthub/protocol';
import { csvReport, withoutFormula } from './csv-report';
import { writerFor } from './formats';
import { jsonLinesReport, jsonReport } from './json-report';
import { junitReport } from './junit-report';
import { markdownReport } from './markdown-report';
import { columnsOf, rowsOf } from './report-rows';
import { someReports } from './testing/some-reports';
import { yamlReport } from './yaml-report';

const holds = (check: (report: TestReport) => void): void => fc.assert(fc.property(someReports, check));
const testsOf = ({ prompts }: TestReport) =>
  prompts.flatMap(({ prompt, tests }) => tests.map((test) => ({ prompt, ...test })));
/** As it is after JSON, which knows no `undefined`. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('every report', () => {
  it('comes back from JSON, and is what the contract says', () => {
    holds((report) => expect(testReport.parse(JSON.parse(jsonReport(report)))).toEqual(plain(report)));
  });

  it('comes back from YAML', () => {
    holds((report) => expect(parseYaml(yamlReport(report), { maxAliasCount: 0 })).toEqual(plain(report)));
  });

  it('has a line of JSON for each test', () => {
    holds((report) => {
      const lines = jsonLinesReport(report).split('\n').slice(0, -1);
      const columns = columnsOf(report);
      const expected = testsOf(report).map((test) =>
        plain({ ...test, columnLabel: report.columns && columns[test.column ?? 0]?.label }),
      );
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(expected);
    });
  });

  it('has a row of CSV for each test, which no spreadsheet computes', () => {
    holds((report) => {
      const rows = parseCsv<Record<string, string>>(csvReport(report), {
        columns: true,
        record_delimiter: '\r\n',
      });
      expect(
        rows.map(({ description, output, reasons, status, cost_usd }) => [
          description,
          output,
          reasons,
          status,
          cost_usd,
        ]),
      ).toEqual(
        testsOf(report).map((test) => [
          ...[test.description, test.output, reasonsOfTest(test).join('\n')].map((text) =>
            withoutFormula(text).toWellFormed(),
          ),
          ...[test.status, test.costUsd === undefined ? '' : String(test.costUsd)],
        ]),
      );
      for (const cell of rows.flatMap((row) => Object.values(row)))
        expect(cell).not.toMatch(/^[\s\0]*[=+\-@＝＋－＠]/);
    });
  });

  it('is well-formed XML, with the names, messages and counts of JUnit', () => {
    holds((report) => {
      const elements = elementsOf(junitReport(report));
      const cases = elements.filter(({ name }) => name === 'testcase');
      expect(cases.map(({ attributes }) => attributes['file'])).toEqual(
        testsOf(report).map(({ source }) => source),
      );
      const { failed, errored, skipped, total } = report.totals;
      expect(elements[0]?.attributes).toMatchObject({
        tests: String(total),
        failures: String(failed),
        errors: String(errored),
        skipped: String(skipped),
      });
      const number = (name: string): number => elements.filter((element) => element.name === name).length;
      expect([number('failure'), number('error'), number('skipped')]).toEqual([failed, errored, skipped]);
    });
  });

  it('has as many rows in its matrix as tests, and each outcome once', () => {
    holds((report) => {
      const rows = rowsOf(report);
      const outcomes = rows.flatMap(({ cells }) => cells.filter((cell) => cell !== undefined));
      expect(outcomes).toHaveLength(report.totals.total);
      expect(rows).toHaveLength(report.totals.total / columnsOf(report).length);
    });
  });

  it('stays Markdown of one line a problem, and within its bytes', () => {
    fc.assert(
      fc.property(someReports, fc.integer({ min: 3000, max: 6000 }), (report, bytes) => {
        const markdown = markdownReport(report, bytes);
        expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(bytes);
        for (const line of markdownReport(report).split('\n')) {
          expect(line).toMatch(/^(?:$|# |## |\*\*|\||- |  - )/u);
          expect(line).not.toMatch(/(?<!\\)<|@\w/);
        }
      }),
    );
  });
});

it.each(['r.json', 'r.JSONL', 'r.yaml', 'r.yml', 'r.csv', 'r.md', 'r.xml', 'r.sarif', 'r.sarif.json'])(
  'one generated report as %s',
  async (file) => {
    const [report] = fc
      .sample(someReports, { seed: 20, numRuns: 30 })
      .filter(({ columns, prompts }) => columns && prompts.length > 1);
    const writer = await writerFor(file)?.();
    expect(await writer?.(report as TestReport)).toMatchSnapshot();
  },
);

it('has no format for other names', () => {
  expect(['r.pdf', 'r', 'json'].map(writerFor)).toEqual([undefined, undefined, undefined]);
});

interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function elementsOf(xml: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes: attributes }));
  parser.write(xml).close();
  return elements;
}
