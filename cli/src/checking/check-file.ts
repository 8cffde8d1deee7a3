import { basename } from 'node:path';
import type { CheckOptions, Diagnostic, Position, Severity } from '@prompthub/core';
import { readToCheck, STDIN, UnreadableFileError, type Source } from '../files/read-source';
import type { Workspace } from '../files/workspace';

/** As `prompthub check --format json` prints it: zero-based lines and UTF-16 columns. */
export interface CheckedDiagnostic {
  readonly file: string;
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: { readonly start: Position; readonly end: Position };
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly {
      readonly range: { readonly start: Position; readonly end: Position };
      readonly newText: string;
    }[];
  };
}

/** What is wrong with a file. Never throws: a file that cannot be read is a finding too. */
export async function checkFile(file: string, workspace: Workspace): Promise<CheckedDiagnostic[]> {
  let source: Source;
  try {
    source = await readToCheck(file);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    return [asFinding(error)];
  }
  const { LineMap } = await import('@prompthub/core');
  const lines = new LineMap(source.text);
  return (await diagnosticsOf(source, workspace)).map((diagnostic) => describe(diagnostic, file, lines));
}

export function asFinding({ file, code, problem }: UnreadableFileError): CheckedDiagnostic {
  const start = { line: 0, character: 0 };
  return { file, code, severity: 'error', message: problem, range: { start, end: start } };
}

/** Ranges are offsets into the text. */
export async function diagnosticsOf(
  { file, text }: Source,
  workspace: Workspace,
): Promise<readonly Diagnostic[]> {
  const { check, checkTests, isTestsFile } = await import('@prompthub/core');
  if (isTestsFile(file))
    return checkTests(text, { ...(await knowledge()), prompt: await testedPrompt(file) });
  const fileName = file === STDIN ? undefined : basename(file);
  const partials = await workspace.partialsFor(file);
  // The engine takes a moment to load, and what it knows is of use for our own keys and for settings only.
  const known = /prompthub|config/.test(text) ? await knowledge() : {};
  return check(text, { fileName, partials, ...known }).diagnostics;
}

async function knowledge(): Promise<CheckOptions> {
  return (await import('@prompthub/engine')).checkKnowledge;
}

/** The prompt beside a file of tests; undefined when there is none that can be read. */
async function testedPrompt(file: string): Promise<string | undefined> {
  const { promptOfTests } = await import('@prompthub/core');
  return (await readToCheck(promptOfTests(file)).catch(() => undefined))?.text;
}

function describe(
  { code, severity, message, range, fixes }: Diagnostic,
  file: string,
  lines: { positionAt(offset: number): Position },
): CheckedDiagnostic {
  const place = ({ start, end }: { start: number; end: number }) => ({
    start: lines.positionAt(start),
    end: lines.positionAt(end),
  });
  const fix = fixes.find(({ preferred }) => preferred) ?? fixes[0];
  return {
    file,
    code,
    severity,
    message,
    range: place(range),
    ...(fix && {
      fix: {
        title: fix.title,
        edits: fix.edits.map((edit) => ({ range: place(edit.range), newText: edit.newText })),
      },
    }),
  };
}
