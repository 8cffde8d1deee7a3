import type { TestReport } from '@prompthub/protocol';
import type { ReportComparison } from './compare-reports';

/** With a base, the formats that people read show the comparison. */
export type ReportWriter = (report: TestReport, comparison?: ReportComparison) => string | Promise<string>;

/** How a report is written, by the end of the file's name; each is loaded when it is used. */
const formats: readonly (readonly [end: string, writer: () => Promise<ReportWriter>])[] = [
  ['.sarif', async () => (await import('./sarif-report.js')).sarifReport],
  ['.sarif.json', async () => (await import('./sarif-report.js')).sarifReport],
  ['.json', async () => (await import('./json-report.js')).jsonReport],
  ['.jsonl', async () => (await import('./json-report.js')).jsonLinesReport],
  ['.yaml', async () => (await import('./yaml-report.js')).yamlReport],
  ['.yml', async () => (await import('./yaml-report.js')).yamlReport],
  ['.csv', async () => (await import('./csv-report.js')).csvReport],
  ['.md', async () => (await import('./comparison-comment.js')).markdownOf],
  ['.html', async () => (await import('./html/html-report.js')).htmlReport],
  ['.xml', async () => (await import('./junit-report.js')).junitReport],
];

/** For help texts and messages. */
export const FORMAT_NAMES = '.html, .json, .jsonl, .yaml, .csv, .md, .xml (JUnit) or .sarif';

/** The writer for a file of that name; undefined when its end names no format. */
export function writerFor(file: string): (() => Promise<ReportWriter>) | undefined {
  return formats.find(([end]) => file.toLowerCase().endsWith(end))?.[1];
}
