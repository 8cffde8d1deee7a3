import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { objectId } from '@prompthub/protocol';
import { z } from 'zod';
import { writeFileAtomically } from './atomic-file';
import { parseJson } from './parse-json';

export const STATE_FOLDER = '.prompthub';

const schema = z.object({
  version: z.literal(1),
  hub: z.string(),
  project: z.string(),
  branch: z.string(),
  /** The last commit that was pulled or published. */
  commit: objectId.optional(),
  /** What each file was when it last equalled the hub's. */
  files: z.record(z.string(), z.object({ blob: objectId })),
});
export type WorkingState = z.infer<typeof schema>;

/** Names the branch that a state belongs to; a state of another one says nothing about this one. */
export type WorkingStateKey = Pick<WorkingState, 'hub' | 'project' | 'branch'>;

/**
 * The state beside `prompthub.yaml`. One that is missing, broken or of another project counts as empty: files are then
 * compared with the hub's alone, which never loses anything.
 */
export async function readState(root: string, key: WorkingStateKey): Promise<WorkingState> {
  const empty: WorkingState = { version: 1, ...key, files: {} };
  const text = await readFile(join(root, STATE_FOLDER, 'state.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return empty;
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return empty;
  const same = (['hub', 'project', 'branch'] as const).every((name) => parsed.data[name] === key[name]);
  return same ? parsed.data : empty;
}

export async function writeState(root: string, state: WorkingState): Promise<void> {
  const file = join(root, STATE_FOLDER, 'state.json');
  await writeFileAtomically(file, `${JSON.stringify(state, null, 2)}\n`);
  await ignoreStateFolder(root);
}

/** The state is this machine's own: Git must not pick it up. */
async function ignoreStateFolder(root: string): Promise<void> {
  const file = join(root, '.gitignore');
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.split(/\r?\n/).some((line) => /^\/?\.prompthub\/?$/.test(line.trim()))) return;
  await appendFile(file, `${text === '' || text.endsWith('\n') ? '' : '\n'}${STATE_FOLDER}/\n`);
}
