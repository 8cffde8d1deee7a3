import type { TestReport } from '@prompthub/protocol';
import { stringify } from 'yaml';

/** The JSON report in YAML. */
export function yamlReport(report: TestReport): string {
  // What JSON leaves out is left out here too.
  return stringify(JSON.parse(JSON.stringify(report)), { aliasDuplicateObjects: false, lineWidth: 0 });
}
