import { readFileSync } from 'node:fs';
import type { ExperimentClient } from '@prompthub/client';
import { createExperiment, type CreateExperiment, type Experiment } from '@prompthub/protocol';
import { parse } from 'yaml';
import { CommandError, usageError } from '../command-error';
import { openWorkingCopy } from './connect';

export interface OpenExperiments {
  readonly experiments: ExperimentClient;
}

/** Those of the linked project. */
export async function openExperiments(): Promise<OpenExperiments> {
  const { copy } = await openWorkingCopy();
  return { experiments: copy.project.experiments };
}

/** By its id, the beginning of it, or its name; of several with one name the newest. */
export async function findExperiment({ experiments }: OpenExperiments, subject: string): Promise<Experiment> {
  const { allPages } = await import('@prompthub/client');
  const all = allPages((cursor) => experiments.list({ cursor, limit: 200 }));
  for await (const one of all)
    if (one.name === subject || (subject.length >= 8 && one.id.startsWith(subject))) return one;
  throw new CommandError(
    `There is no experiment "${subject}" in this project. "prompthub experiments" lists them.`,
  );
}

/** What a file plans. @throws CommandError that names what is wrong in it */
export function readPlan(file: string): CreateExperiment {
  const plan = createExperiment.safeParse(parseFile(file));
  if (plan.success) return plan.data;
  const issues = plan.error.issues.map(
    ({ path, message }) => `\n  ${path.join('.') || 'the file'}: ${message}`,
  );
  throw usageError(`${file} plans no experiment:${issues.join('')}`);
}

function parseFile(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw usageError(`${file} cannot be read.`);
  }
  try {
    return parse(text);
  } catch (error) {
    throw usageError(`${file} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
