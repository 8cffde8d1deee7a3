import fc from 'fast-check';
import { dollars } from '@prompthub/protocol';
import { summaryOf } from './print-report';
import { someReports } from './testing/some-reports';

test('the summary says what of the cost was paid in earlier runs', () => {
  fc.assert(
    fc.property(someReports, fc.constantFrom(0.5, undefined), (report, costUsd) => {
      const prompts = report.prompts.map(({ prompt, tests }) => ({
        prompt,
        tests: tests.map((test, at) => ({ ...test, costUsd, recorded: at % 2 === 0 })),
      }));
      const recorded = prompts.reduce((sum, { tests }) => sum + Math.ceil(tests.length / 2), 0);
      const paid = recorded * (costUsd ?? 0);
      const words = ` · ${dollars(paid)} of it for recorded answers`;
      const summary = summaryOf({ ...report, prompts });
      if (paid === 0) expect(summary).not.toContain('recorded');
      else expect(summary.endsWith(words)).toBe(true);
    }),
  );
});
