import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type {
  Deploy,
  Deployment,
  DeploymentPage,
  DeploymentsQuery,
  Promote,
  RollBack,
} from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { TestEvidence } from '../testing/test-evidence.service';
import { findEnvironment, listEnvironments } from './environment-rows';
import { type Decision, type Expected, type Held, ReleaseMovesService } from './release-moves.service';
import { permissionToMove } from './release-policy';
import { belowNewMove, findPointer, listMoves, listPointers, type PointerKey } from './release-pointers';
import { noEnvironmentBefore, notDeployed, ownVersions, promotedToItself } from './release-problems';
import { moveCursor, toDeployment } from './release-words';

export type EnvironmentPlace = Place & { environment: string };

interface Request {
  readonly path?: string | undefined;
  readonly why: string;
  readonly expected?: Expected;
}

type Project = AccessedProject;

/** Moves what environments point to. Each move is kept for ever, and can be taken back. */
@Injectable()
export class DeploymentsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly moves: ReleaseMovesService,
    private readonly sources: PromptSources,
    private readonly tests: TestEvidence,
  ) {}

  /** Puts a version there; `ref` null takes away what is there. `also` is done in the same transaction, before it moves. */
  async deploy(
    actor: Actor,
    place: EnvironmentPlace,
    request: Deploy,
    also?: (manager: EntityManager) => Promise<void>,
  ): Promise<Deployment> {
    const { ref, path } = request;
    return this.#move(actor, place, request, async ({ manager, current }, project) => {
      await also?.(manager);
      if (ref === null) return { action: 'removed', to: null, below: current?.move_id ?? null };
      const to = await this.sources.locate(manager, project, { ref, path });
      return { action: 'moved', to, below: belowNewMove(current) };
    });
  }

  /** Puts there what another environment runs. */
  async promote(actor: Actor, place: EnvironmentPlace, request: Promote): Promise<Deployment> {
    return this.#move(actor, place, request, async ({ manager, key, current }, project) => {
      const source = request.from ?? (await environmentBefore(manager, key));
      if (source === key.name) throw promotedToItself(source);
      await findEnvironment(manager, project.id, source);
      const to = await whatRuns(manager, { ...key, name: source });
      if (key.path === '') await assertNoneLeftBehind(manager, key, source);
      else await this.sources.locate(manager, project, { ref: to, path: key.path });
      return { action: 'promoted', to, below: belowNewMove(current), source };
    });
  }

  /**
   * Puts there what was before. It never leaves applications without a version (`deploy` with null does): a prompt's own version
   * may go only where the project's takes its place.
   */
  async rollBack(actor: Actor, place: EnvironmentPlace, request: RollBack): Promise<Deployment> {
    return this.#move(actor, place, request, (held, project) =>
      this.moves.takeBack(held, {
        expected: request.expected,
        mayBeNothing: () => this.#projectServes(held, project),
      }),
    );
  }

  /** Newest first; with `path`, of that prompt's own version alone. */
  async history(actor: Actor, place: EnvironmentPlace, query: DeploymentsQuery): Promise<DeploymentPage> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const { manager } = this.dataSource;
    const target = { projectId: project.id, kind: 'environment', name: place.environment } as const;
    const before = query.cursor === undefined ? undefined : decodeCursor(moveCursor, query.cursor);
    const rows = await listMoves(
      manager,
      { ...target, path: query.path },
      { before, limit: query.limit + 1 },
    );
    // That of an environment which was deleted can still be read.
    if (rows.length === 0) await findEnvironment(manager, project.id, place.environment);
    return toPage(rows, { limit: query.limit, item: toDeployment, key: ({ number }) => number });
  }

  async #move(
    actor: Actor,
    place: EnvironmentPlace,
    { path = '', why, expected }: Request,
    decide: (held: Held, project: Project) => Promise<Decision>,
  ): Promise<Deployment> {
    const { organization, project: slug, environment: name } = place;
    const { project, role } = await this.access.project(actor, organization, slug, 'releases.deploy');
    const move = await this.moves.move(actor, {
      project,
      key: { projectId: project.id, kind: 'environment', name, path },
      why,
      expected,
      admit: async (manager) => {
        const environment = await findEnvironment(manager, project.id, name);
        this.access.assertAllowed(actor, role, permissionToMove(environment));
      },
      decide: async (held) => {
        const decision = await decide(held, project);
        if (decision.action !== 'taken-back') await this.assertTested(held.manager, held.key, decision.to);
        return decision;
      },
    });
    return toDeployment(move);
  }

  /** For what is new there; whatever ran there before may come back, at night and without a test. @throws ProblemError 409. */
  async assertTested(manager: EntityManager, key: PointerKey, to: string | null): Promise<void> {
    if (to === null) return;
    const { requires_tests: from } = await findEnvironment(manager, key.projectId, key.name);
    if (from === null) return;
    const { projectId, name: environment, path } = key;
    await this.tests.assertPassed(manager, { environment, from, projectId, commit: to, path });
  }

  /** Whether the prompt would follow the project's version there, if it had none of its own. */
  async #projectServes({ manager, key }: Held, project: Project): Promise<boolean> {
    const whole = key.path === '' ? undefined : await findPointer(manager, { ...key, path: '' });
    if (whole?.commit_id == null) return false;
    try {
      await this.sources.locate(manager, project, { ref: whole.commit_id, path: key.path });
      return true;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'file-not-found') return false;
      throw error;
    }
  }
}

async function environmentBefore(manager: EntityManager, { projectId, name }: PointerKey): Promise<string> {
  const names = (await listEnvironments(manager, projectId)).map((environment) => environment.name);
  const before = names[names.indexOf(name) - 1];
  if (before === undefined) throw noEnvironmentBefore(name);
  return before;
}

/** The prompt's own version there, else the project's. */
async function whatRuns(manager: EntityManager, key: PointerKey): Promise<string> {
  const own = await findPointer(manager, key);
  const commit = own?.commit_id ?? (await findPointer(manager, { ...key, path: '' }))?.commit_id;
  if (commit == null) throw notDeployed(key.name, key.path === '' ? undefined : key.path);
  return commit;
}

/** Promoting the project alone would not bring what prompts with versions of their own run in the source. */
async function assertNoneLeftBehind(manager: EntityManager, key: PointerKey, source: string): Promise<void> {
  const there = await listPointers(manager, { ...key, name: source });
  const here = new Map((await listPointers(manager, key)).map(({ path, commit_id }) => [path, commit_id]));
  const behind = there.filter(({ path, commit_id }) => path !== '' && here.get(path) !== commit_id);
  if (behind.length === 0) return;
  throw ownVersions(
    source,
    behind.map(({ path }) => path),
  );
}
