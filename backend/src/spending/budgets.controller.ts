import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import {
  budget,
  type Budget,
  budgetList,
  type BudgetList,
  budgetSpending,
  type BudgetSpending,
  createBudget,
  type CreateBudget,
  updateBudget,
  type UpdateBudget,
  uuid,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { EXAMPLE_BUDGET, EXAMPLE_SPENDING } from './budget-examples';
import { BudgetsService } from './budgets.service';

const TAG = 'Execution';

@Controller('api/v1/organizations/:organization/budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  @Get()
  @ApiRoute({
    summary: 'What may be spent, and what is gone',
    tag: TAG,
    response: budgetList,
    example: { items: [EXAMPLE_BUDGET] },
  })
  list(@CurrentActor() actor: Actor, @Param('organization') organization: string): Promise<BudgetList> {
    return this.budgets.list(actor, organization);
  }

  @Post()
  @ApiRoute({
    summary: 'Set a budget',
    description:
      'It counts what its period has cost so far as well. A hard one refuses with 402 `budget-exhausted` what could pass it; a soft one warns. ' +
      'A `user` or `key` scope without an id gives each one a budget of their own.',
    tag: TAG,
    status: 201,
    response: budget,
    example: EXAMPLE_BUDGET,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Body({ schema: createBudget }) body: CreateBudget,
  ): Promise<Budget> {
    return this.budgets.create(actor, organization, body);
  }

  @Patch(':budget')
  @ApiRoute({
    summary: 'Raise or lower a budget, or make it hard or soft',
    tag: TAG,
    response: budget,
    example: { ...EXAMPLE_BUDGET, limitUsd: 300 },
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('budget', { schema: uuid }) id: string,
    @Body({ schema: updateBudget }) body: UpdateBudget,
  ): Promise<Budget> {
    return this.budgets.update(actor, { organization, budget: id }, body);
  }

  @Delete(':budget')
  @ApiRoute({ summary: 'Delete a budget', tag: TAG, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('budget', { schema: uuid }) id: string,
  ): Promise<void> {
    return this.budgets.remove(actor, { organization, budget: id });
  }

  @Get(':budget/spending')
  @ApiRoute({
    summary: 'Who spent a budget in its current period',
    description: 'The hundred who spent most; of a budget of one, that one.',
    tag: TAG,
    response: budgetSpending,
    example: EXAMPLE_SPENDING,
  })
  spending(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('budget', { schema: uuid }) id: string,
  ): Promise<BudgetSpending> {
    return this.budgets.spending(actor, { organization, budget: id });
  }
}
