import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createProgram } from '../src/program';
import { cliReference } from '../src/reference';

it('docs/reference/cli.md is current (node scripts/docs-cli.mjs writes it)', () => {
  expect(readFileSync(join(__dirname, '../../docs/reference/cli.md'), 'utf8')).toBe(cliReference());
});

it('every command and option is described', () => {
  for (const command of createProgram().commands) {
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    for (const option of command.options) expect([option.flags, option.description]).not.toContain('');
  }
});
