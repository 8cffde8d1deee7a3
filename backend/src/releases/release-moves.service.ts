import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import {
  findPointer,
  lockTarget,
  type Move,
  type MoveRow,
  type PointerKey,
  type PointerRow,
  stateBefore,
  writeMove,
} from './release-pointers';
import { alreadyThere, nothingBefore, releaseMoved } from './release-problems';
import { auditAction, nameOf } from './release-words';

/** What the caller believes to stand there: undefined for whatever does, null for nothing. */
export type Expected = string | null | undefined;

/** A pointer that nobody else moves until the transaction ends. */
export interface Held {
  readonly manager: EntityManager;
  readonly key: PointerKey;
  readonly current: PointerRow | undefined;
}

export type Decision = Pick<Move, 'action' | 'to' | 'below' | 'source'>;

export interface WantedMove {
  readonly project: AccessedProject;
  readonly key: PointerKey;
  readonly why: string;
  readonly expected?: Expected;
  /** Whether it may be moved at all, asked when it is held. */
  readonly admit?: (manager: EntityManager) => Promise<void>;
  readonly decide: (held: Held) => Promise<Decision>;
}

/** The one way in which environments and labels move: held, decided, recorded and audited in one transaction. */
@Injectable()
export class ReleaseMovesService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** For who has asked `access`. */
  async move(actor: Actor, { project, key, why, expected, admit, decide }: WantedMove): Promise<MoveRow> {
    return this.dataSource.transaction(async (manager) => {
      await lockTarget(manager, key);
      await admit?.(manager);
      const current = await findPointer(manager, key);
      const decision = await decide({ manager, key, current });
      // First what the caller wants: a request that was sent twice, because an answer was lost, is seen to have succeeded.
      if (decision.to === (current?.commit_id ?? null)) throw alreadyThere(nameOf(key), decision.to);
      assertExpected({ key, current }, expected);
      const move = await writeMove(manager, actor, { ...decision, key, current, why });
      await this.audit.record(manager, actor, {
        action: auditAction(key.kind, decision.action),
        target: [key.name, key.path].filter(Boolean).join(' '),
        organizationId: project.organizationId,
        projectId: project.id,
        details: {
          [key.kind]: key.name,
          path: key.path === '' ? null : key.path,
          from: move.from_commit,
          to: move.to_commit,
          source: move.source,
          why,
        },
      });
      return move;
    });
  }

  /**
   * What was there before, as undo gives it: each time one move further, and a new version goes on from where one is.
   * @throws ProblemError 409 when there was nothing, and `mayBeNothing` says no.
   */
  async takeBack(
    held: Held,
    { expected, mayBeNothing }: { expected: Expected; mayBeNothing: () => Promise<boolean> },
  ): Promise<Decision> {
    assertExpected(held, expected);
    const before = await stateBefore(held.manager, held.current);
    if (before === undefined || (before.to === null && !(await mayBeNothing())))
      throw nothingBefore(nameOf(held.key));
    return { action: 'taken-back', ...before };
  }
}

/** @throws ProblemError 409. */
function assertExpected({ key, current }: Pick<Held, 'key' | 'current'>, expected: Expected): void {
  const commit = current?.commit_id ?? null;
  if (expected !== undefined && expected !== commit) throw releaseMoved(nameOf(key), commit);
}
