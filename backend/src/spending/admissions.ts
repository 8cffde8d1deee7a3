import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { BudgetWarning } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { databaseProblem } from '../common/database-problem';
import { errorCode } from '../common/error-code';
import { ProblemError } from '../common/problem';
import { prepared } from '../database/prepared';
import { type NearBudget, refusalOf, warningsOf } from './budget-messages';
import { databaseJson } from './database-json';
import type { StartedAttempt, StartedExecution } from './execution-ledger';
import { HubLife } from './hub-life';
import { toNano } from './money';
import { SettlementQueue } from './settlement-queue';

interface Waiting {
  readonly execution: StartedExecution;
  readonly attempt: StartedAttempt;
  readonly resolve: (warnings: readonly BudgetWarning[]) => void;
  readonly reject: (error: unknown) => void;
}

/** The calls of one organization. */
interface Line {
  readonly waiting: Waiting[];
  /** Batches that the database is being asked about. */
  inFlight: number;
}

/** A call that is refused, or that comes near to a budget; of the others there is nothing to say. */
interface AdmittedRow {
  readonly call_id: string;
  readonly refused: boolean;
  readonly near: readonly NearBudget[];
}

/** A batch holds the counters while it is worked on: this many take about five milliseconds. */
const BATCH = 100;
/**
 * Batches of an organization that are on their way at the same time: the counters are free while one waits for the disk, and what
 * several write there goes in one. More would take connections from other organizations when the database is slow.
 */
const MOST_IN_FLIGHT = 4;

/**
 * Asks the database whether attempts may go out, at once where it is not asked about several batches of the organization already.
 * Those that come meanwhile go in the next one, one transaction for all: many calls on one budget wait for one disk write, not for
 * one each.
 */
@Injectable()
export class Admissions {
  readonly #lines = new Map<string, Line>();

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly life: HubLife,
    private readonly queue: SettlementQueue,
  ) {}

  async admit(execution: StartedExecution, attempt: StartedAttempt): Promise<readonly BudgetWarning[]> {
    if (this.queue.full) throw tooMuchWaits();
    const { organizationId } = execution.spender;
    return new Promise((resolve, reject) => {
      const line = this.#lines.get(organizationId) ?? { waiting: [], inFlight: 0 };
      this.#lines.set(organizationId, line);
      line.waiting.push({ execution, attempt, resolve, reject });
      if (line.inFlight < MOST_IN_FLIGHT) void this.#work(organizationId, line);
    });
  }

  async #work(organizationId: string, line: Line): Promise<void> {
    line.inFlight++;
    while (line.waiting.length > 0) await this.#admitAll(organizationId, line.waiting.splice(0, BATCH));
    line.inFlight--;
    if (line.inFlight === 0) this.#lines.delete(organizationId);
  }

  async #admitAll(organizationId: string, calls: readonly Waiting[]): Promise<void> {
    try {
      const json = databaseJson(calls.map(callRow));
      const values = [this.life.id, organizationId, json];
      const [row] = await prepared<{ answers: AdmittedRow[] }>(this.dataSource, ADMIT, values);
      const answers = new Map(row?.answers.map((each) => [each.call_id, each]));
      for (const call of calls) answer(call, answers.get(call.execution.id));
    } catch (error) {
      const known = isUndone(error);
      for (const { execution, attempt, reject } of calls) {
        if (!known) this.queue.withdraw(execution, attempt);
        reject(databaseProblem(error) ?? error);
      }
    }
  }
}

function answer({ attempt, resolve, reject }: Waiting, row: AdmittedRow | undefined): void {
  if (row === undefined) resolve([]);
  else if (row.refused) reject(refusalOf(row.near, attempt));
  else resolve(warningsOf(row.near, attempt));
}

const ADMIT = { name: 'spending.admit', text: 'CALL spending_admit_durably($1, $2, $3, NULL)' };

function callRow({ execution, attempt }: Waiting): object {
  const { spender } = execution;
  const { worst } = attempt;
  return {
    id: execution.id,
    number: attempt.number,
    model: attempt.model,
    amount: 'costUsd' in worst ? toNano(worst.costUsd) : undefined,
    first_model: execution.model,
    commit_id: execution.commit,
    project_id: spender.projectId,
    user_id: spender.userId,
    token_id: spender.tokenId,
    path: spender.path,
    environment: spender.environment,
  };
}

/** Whether the transaction surely did not happen: the server said so, or never heard of it. */
function isUndone(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  if (/^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code)) return true;
  if (error instanceof Error && /when trying to connect/.test(error.message)) return true;
  // What ends a server or a statement (57…) can come when it is committed, and not yet on disk.
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57') && !code.startsWith('08');
}

const tooMuchWaits = () =>
  new ProblemError(
    503,
    'database-unavailable',
    'The hub cannot write down what was spent, so it begins nothing new. Try again in a moment.',
  ).withHeaders({ 'retry-after': '5' });
