import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  type ArmGiven,
  type ExecutionAttempt,
  type ExecutionDetail,
  type ExecutionQuery,
  type ExecutionRecord,
  tokenUsage,
} from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { isUuid } from '../common/uuid';
import { CallObservations } from '../experiments/call-observations';
import type { Place } from '../registry/prompt-sources';
import { toUsd } from '../spending/money';
import { ExecutionContents } from './execution-contents';
import {
  type AttemptRow,
  type ExecutionRow,
  findAttempts,
  findExecution,
  findExecutions,
} from './execution-rows';

/** What was run, for those who ask. */
@Injectable()
export class ExecutionListingService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly contents: ExecutionContents,
    private readonly observations: CallObservations,
  ) {}

  /** Newest first. */
  async list(
    actor: Actor,
    place: Place,
    query: ExecutionQuery,
  ): Promise<{ items: ExecutionRecord[]; nextCursor?: string }> {
    const { project } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'executions.read',
    );
    const { cursor, limit, ...given } = query;
    const filter = given.user === 'me' ? { ...given, user: actor.userId } : given;
    const before = cursor === undefined ? undefined : decodeCursor(z.uuid(), cursor);
    const page = { filter, before, limit: limit + 1 };
    const rows = await findExecutions(this.dataSource.manager, project.id, page);
    const arms = await this.observations.armsOf(rows.map(({ id }) => id));
    return toPage(rows, { limit, item: (row) => toRecord(row, arms.get(row.id)), key: (row) => row.id });
  }

  /** What was kept of its contents only for those who may run prompts: they may hold what a viewer has no business with. */
  async get(actor: Actor, place: Place & { execution: string }): Promise<ExecutionDetail> {
    const { project, role } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'executions.read',
    );
    const { manager } = this.dataSource;
    const { execution: id } = place;
    const row = isUuid(id) ? await findExecution(manager, project.id, id) : undefined;
    if (row === undefined) throw new ProblemError(404, 'not-found', 'There is no such execution.');
    const attempts = await findAttempts(manager, id);
    const arms = await this.observations.armsOf([id]);
    const mayRead = this.access.allows(actor, role, 'project.execute');
    const contents = mayRead ? await this.contents.read(project.id, id) : undefined;
    const usage = tokenUsage.safeParse(row.usage).data;
    return {
      ...toRecord(row, arms.get(id)),
      ...(usage && { usage }),
      attempts: attempts.map(toAttempt),
      ...(contents && { contents }),
    };
  }
}

function toRecord(row: ExecutionRow, experiment: ArmGiven | undefined): ExecutionRecord {
  const { token_id, token_name } = row;
  return {
    id: row.id,
    path: row.path,
    commit: row.commit_id,
    ...(row.environment !== null && { environment: row.environment }),
    ...(experiment && { experiment }),
    model: row.model,
    status: row.status,
    cached: row.cached,
    user: { id: row.user_id, name: row.user_name },
    ...(token_id !== null && token_name !== null && { key: { id: token_id, name: token_name } }),
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    ...(row.cost_nano !== null && { costUsd: toUsd(row.cost_nano) }),
    ...(row.unpriced && { unpriced: true }),
    ...(row.latency_ms !== null && { latencyMs: row.latency_ms }),
    ...(row.time_to_first_token_ms !== null && { timeToFirstTokenMs: row.time_to_first_token_ms }),
    retries: Math.max(0, row.attempts - 1),
    ...(row.error_code !== null && { errorCode: row.error_code }),
    startedAt: row.started_at.toISOString(),
  };
}

function toAttempt(row: AttemptRow): ExecutionAttempt {
  return {
    model: row.model,
    latencyMs: row.latency_ms ?? 0,
    ...(row.time_to_first_token_ms !== null && { timeToFirstTokenMs: row.time_to_first_token_ms }),
    waitMs: row.wait_ms ?? 0,
    ...(row.error_code !== null && { errorCode: row.error_code }),
    ...(row.cost_nano !== null && { costUsd: toUsd(row.cost_nano) }),
  };
}
