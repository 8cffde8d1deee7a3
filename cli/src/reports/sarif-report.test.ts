import { Validator } from '@cfworker/json-schema';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sarifReport } from './sarif-report';
import { someReports } from './testing/some-reports';

interface Log {
  runs: {
    results: {
      ruleId: string;
      level: string;
      locations: { physicalLocation: { region?: { startLine: number } } }[];
    }[];
  }[];
}

// SARIF 2.1.0 (OASIS) as @microsoft/jest-sarif has it (MIT), without its prose.
const schema = JSON.parse(readFileSync(join(__dirname, 'testing/sarif-2.1.0.schema.json'), 'utf8')) as object;
const validator = new Validator(schema, '4', false);

it('is SARIF, with a result for each assertion that does not hold', () => {
  fc.assert(
    fc.property(someReports, (report) => {
      const log = JSON.parse(sarifReport(report)) as Log;
      expect(validator.validate(log).errors).toEqual([]);
      const wrong = report.prompts
        .flatMap(({ tests }) => tests)
        .filter(({ status }) => status === 'failed' || status === 'errored');
      const lines = wrong.flatMap(({ verdicts, writtenAt }) => {
        const failed = verdicts.filter(({ pass }) => !pass);
        return failed.length === 0 ? [writtenAt] : failed.map(({ line }) => line ?? writtenAt);
      });
      const { results = [] } = log.runs[0] ?? {};
      expect(results.map(({ locations }) => locations[0]?.physicalLocation.region?.startLine)).toEqual(lines);
    }),
  );
});

it('is not SARIF for the validator when something is wrong with it', () => {
  const log = JSON.parse(sarifReport(fc.sample(someReports, 1)[0] as never)) as Log;
  expect(validator.validate({ ...log, runs: [{ ...log.runs[0], results: [{ message: 'x' }] }] }).valid).toBe(
    false,
  );
  expect(validator.validate({ ...log, version: '3' }).valid).toBe(false);
});
