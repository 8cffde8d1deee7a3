import { Module } from '@nestjs/common';
import { Admissions } from './admissions';
import { ExecutionLedger } from './execution-ledger';
import { HubLife } from './hub-life';
import { SettlementQueue } from './settlement-queue';

/** What is spent, and what may be. */
@Module({
  providers: [Admissions, ExecutionLedger, HubLife, SettlementQueue],
  exports: [ExecutionLedger],
})
export class SpendingModule {}
