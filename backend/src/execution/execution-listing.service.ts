import { Injectable } from '@nestjs/common';
import type { ExecutionRecord, PageQuery } from '@prompthub/protocol';
import { z } from 'zod';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import type { Place } from '../registry/prompt-sources';
import { ExecutionRecords, type ExecutionRow } from './execution-records';

/** What was run, for those who ask. */
@Injectable()
export class ExecutionListingService {
  constructor(
    private readonly access: AccessService,
    private readonly records: ExecutionRecords,
  ) {}

  /** Newest first. */
  async list(
    actor: Actor,
    place: Place,
    query: PageQuery,
  ): Promise<{ items: ExecutionRecord[]; nextCursor?: string }> {
    const { project } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'executions.read',
    );
    const before = query.cursor === undefined ? undefined : decodeCursor(z.uuid(), query.cursor);
    const rows = await this.records.list(project.id, { before, limit: query.limit + 1 });
    return toPage(rows, { limit: query.limit, item: toRecord, key: (row) => row.id });
  }
}

function toRecord(row: ExecutionRow): ExecutionRecord {
  return {
    id: row.id,
    path: row.path,
    commit: row.commit_id,
    model: row.model,
    status: row.status,
    cached: false,
    user: { id: row.user_id, name: row.user_name },
    retries: 0,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    ...(row.cost_usd === null ? {} : { costUsd: row.cost_usd }),
    ...(row.priced === false ? { unpriced: true } : {}),
    ...(row.latency_ms === null ? {} : { latencyMs: row.latency_ms }),
    ...(row.error_code === null ? {} : { errorCode: row.error_code }),
    startedAt: row.started_at.toISOString(),
  };
}
