import { flakyText, isFlaky, type TestOutcome } from '@prompthub/protocol';
import type { InlayHint } from 'vscode-languageserver';
import { overlaps } from '../ranges';
import { testsIn } from '../tests/test-source';
import type { HintSource } from './inlay-hints';

/** The last verdict behind each test. */
export const verdictHints: HintSource = (context, document, range) =>
  testsIn(document).flatMap((test): InlayHint[] => {
    const outcome = context.session.outcome(test.id);
    if (!outcome || !overlaps(test.nameRange, range)) return [];
    return [
      {
        position: document.lines.positionAt(lineEnd(document.text, test.nameRange.start)),
        label: verdictLabel(outcome),
        tooltip: reasonOf(outcome),
        paddingLeft: true,
      },
    ];
  });

function verdictLabel({ status, latencyMs, recent }: TestOutcome): string {
  const time = latencyMs > 0 ? ` ${Math.round(latencyMs)} ms` : '';
  const mark = { passed: '✓ passed', failed: '✗ failed', errored: '✗ error', skipped: '– skipped' }[status];
  return mark + time + (isFlaky(recent) ? ` · ${flakyText(recent)}` : '');
}

function reasonOf({ error, assertions, output }: TestOutcome): string {
  const failed = assertions.filter(({ pass }) => !pass).map(({ type, reason }) => `${type}: ${reason}`);
  if (error) return error;
  if (failed.length > 0) return failed.join('\n');
  return output.length > 500 ? `${output.slice(0, 499)}…` : output || 'All assertions hold.';
}

function lineEnd(text: string, offset: number): number {
  const end = text.slice(offset).search(/[\r\n]/);
  return end < 0 ? text.length : offset + end;
}
