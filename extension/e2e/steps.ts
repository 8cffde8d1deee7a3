import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT, type Editor } from './editor';

/**
 * Steps of one story, each standing on the one before: later ones are not tried when one has failed, except where they
 * are `independent`. Each leaves a picture in `artifacts/<name>/`.
 */
export function stepsOf(name: string, editor: Editor, { independent = false } = {}) {
  const shots = path.join(ROOT, 'artifacts', name);
  mkdirSync(shots, { recursive: true });
  // A window may swallow a key while something else is being drawn. Whoever fails twice has failed; the first time is printed.
  if (independent) jest.retryTimes(1, { logErrorsBeforeRetry: true });
  let failed = false;
  let count = 0;
  const step = (title: string, action: () => Promise<void>): void => {
    const number = String(++count).padStart(2, '0');
    it(title, async () => {
      if (failed && !independent) throw new Error('an earlier step failed');
      failed = true;
      try {
        await action();
        failed = false;
      } finally {
        if (failed) await showAll(editor, path.join(shots, number));
        const slug = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
        await editor.page
          .screenshot({ path: path.join(shots, `${number}-${slug}.png`) })
          .catch(() => undefined);
      }
    });
  };
  return { step, shots };
}

/** What else there is to see when a step has failed. */
async function showAll({ page, window }: Editor, prefix: string): Promise<void> {
  await window.run('Notifications: Show Notifications').catch(() => undefined);
  for (const [index, other] of page.context().pages().slice(1).entries())
    await other.screenshot({ path: `${prefix}-page-${index}.png` }).catch(() => undefined);
}
