import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { annotations, reportToGitHub } from './github';
import { MAX_SUMMARY_BYTES } from './markdown-report';
import { reportOfTests, someReports } from './testing/some-reports';

const failing = (description: string, error: string) => ({
  ...{ description, source: 'mail/a.prompt', index: 0, writtenAt: 7, mode: 'run' as const, vars: {} },
  ...{ status: 'errored' as const, output: '', verdicts: [], latencyMs: 0, error },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prompthub-github-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is one command a line, whatever the texts say', () => {
  fc.assert(
    fc.property(someReports, (report) => {
      const { failed, errored } = report.totals;
      const lines = annotations(report);
      expect(lines).toHaveLength(Math.min(10, failed + errored));
      for (const line of lines)
        expect(line).toMatch(/^::error file=[^:,\r\n]+(?:,line=\d+)?,title=[^:,\r\n]*::[^\r\n]+$/);
    }),
  );
});

it('names the file from the root of the repository, and the line', () => {
  const report = reportOfTests(undefined, [
    { prompt: 'a.prompt', tests: [failing('a: b, c', '100 %\nsure')] },
  ]);
  expect(annotations(report, join(process.cwd(), '..'))).toEqual([
    expect.stringMatching(/^::error file=[^,]*\/mail\/a\.prompt,line=7,title=a%3A b%2C c::100 %25%0Asure$/),
  ]);
});

it('adds to the summary of the job what there is room for', async () => {
  const tests = Array.from({ length: 5000 }, (_, at) => failing(`test ${at}`, 'x'.repeat(400)));
  const report = reportOfTests(undefined, [{ prompt: 'a.prompt', tests }]);
  const summary = join(folder, 'summary.md');
  writeFileSync(summary, 'Of an earlier step.\n'.repeat(1000));
  await reportToGitHub(report, { before: 'A comparison.', environment: { GITHUB_STEP_SUMMARY: summary } });
  const text = readFileSync(summary, 'utf8');
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_SUMMARY_BYTES);
  expect(Buffer.byteLength(text)).toBeGreaterThan(MAX_SUMMARY_BYTES * 0.99);
  expect(text).toMatch(/^Of an earlier step\.\n[^]*A comparison\.\n# Prompt tests\n[^]*… and \d+ more lines/);
});

it('goes on where the summary cannot be written', async () => {
  const report = reportOfTests(undefined, []);
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await reportToGitHub(report, { environment: { GITHUB_STEP_SUMMARY: folder } });
  expect(said.mock.calls).toEqual([[expect.stringContaining('was not written')]]);
  said.mockRestore();
});
