import { Injectable } from '@nestjs/common';
import type { EnvironmentTests } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { testsRequired } from './test-problems';
import { TestPlans } from './test-plans';

/** A version that is about to run in an environment; `path` is empty for the whole project. */
export interface WantedVersion {
  readonly environment: string;
  readonly from: EnvironmentTests['from'];
  readonly projectId: string;
  readonly commit: string;
  readonly path: string;
}

/** Whether a version was tested, for who deploys it: they have asked `access`. */
@Injectable()
export class TestEvidence {
  constructor(private readonly plans: TestPlans) {}

  /**
   * Runs that passed, of exactly this commit and with the prompts' own models, must have tested the prompt; for the whole project,
   * every prompt that has tests.
   * @throws ProblemError 409 `tests-required`, with those that are missing.
   */
  async assertPassed(manager: EntityManager, wanted: WantedVersion): Promise<void> {
    const { projectId: id, commit, path } = wanted;
    const passed = new Set(await passedPrompts(manager, wanted));
    if (path !== '' && passed.has(path)) return;
    const tested = await this.plans.testedPrompts({ id, commit }, manager);
    const needed = path === '' ? tested : tested.filter((prompt) => prompt === path);
    const missing = needed.filter((prompt) => !passed.has(prompt));
    if (needed.length === 0 || missing.length > 0) throw testsRequired(wanted, missing);
  }
}

/** Of a row of `test_runs`: whether the run shows that its prompts, as they stand, pass all of their tests. */
export function isEvidence(row: string): string {
  return `(${row}.status = 'passed' AND NOT ${row}.options ? 'models' AND NOT ${row}.options ? 'partial')`;
}

async function passedPrompts(
  manager: EntityManager,
  { projectId, commit, from }: WantedVersion,
): Promise<string[]> {
  const rows = await manager.query<{ prompt: string }[]>(
    `SELECT DISTINCT unnest(prompts) AS prompt FROM test_runs r
     WHERE project_id = $1 AND commit_id = $2 AND ($3 = 'any' OR origin = 'hub') AND ${isEvidence('r')}`,
    [projectId, commit, from],
  );
  return rows.map(({ prompt }) => prompt);
}
