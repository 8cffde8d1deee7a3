import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rules } from './index';
import { diagnosticsReference } from './reference';

describe('docs/reference/diagnostics.md', () => {
  it('says what the rules say (else run `node scripts/docs-diagnostics.mjs`)', () => {
    const file = resolve(__dirname, '../../../docs/reference/diagnostics.md');
    expect(readFileSync(file, 'utf8')).toBe(diagnosticsReference(rules));
  });

  it('has a section for each code', () => {
    const text = diagnosticsReference(rules);
    for (const { meta } of rules) expect(text).toContain(`\n## ${meta.code}\n`);
  });
});
