import { Module } from '@nestjs/common';
import { Admissions } from './admissions';
import { BudgetsController } from './budgets.controller';
import { BudgetsService } from './budgets.service';
import { ExecutionLedger } from './execution-ledger';
import { HubLife } from './hub-life';
import { SettlementQueue } from './settlement-queue';

/** What is spent, and what may be. */
@Module({
  controllers: [BudgetsController],
  providers: [Admissions, BudgetsService, ExecutionLedger, HubLife, SettlementQueue],
  exports: [ExecutionLedger],
})
export class SpendingModule {}
