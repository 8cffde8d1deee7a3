import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import {
  createEnvironment,
  type CreateEnvironment,
  deploy,
  type Deploy,
  deployment,
  type Deployment,
  deploymentPage,
  type DeploymentPage,
  deploymentsQuery,
  type DeploymentsQuery,
  environment,
  type Environment,
  environmentList,
  type EnvironmentList,
  environmentName,
  environmentsQuery,
  type EnvironmentsQuery,
  promote,
  type Promote,
  rollBack,
  type RollBack,
  updateEnvironment,
  type UpdateEnvironment,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import type { Place } from '../registry/prompt-sources';
import { DeploymentsService } from './deployments.service';
import { EnvironmentsService } from './environments.service';
import {
  EXAMPLE_DEPLOYMENT,
  EXAMPLE_ENVIRONMENT,
  EXAMPLE_PROMOTION,
  EXAMPLE_ROLLBACK,
} from './release-examples';

const TAG = 'Releases';
const MOVED =
  '403 when the environment is protected and the role may not deploy there; 409 `release-moved` with `current` when ' +
  'something else stands there than `expected`; 409 `tests-required` with `missing` when the environment wants tests that have not passed.';

@Controller('api/v1/projects/:organization/:project/environments')
export class EnvironmentsController {
  constructor(
    private readonly environments: EnvironmentsService,
    private readonly deployments: DeploymentsService,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'What runs where',
    description:
      'In the order of promotion. With `path`: only what concerns that prompt, and `behind` counts the versions that changed it.',
    tag: TAG,
    response: environmentList,
    example: { items: [EXAMPLE_ENVIRONMENT] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: environmentsQuery }) query: EnvironmentsQuery,
  ): Promise<EnvironmentList> {
    return this.environments.list(actor, place, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Make an environment',
    tag: TAG,
    status: 201,
    response: environment,
    example: EXAMPLE_ENVIRONMENT,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: createEnvironment }) body: CreateEnvironment,
  ): Promise<Environment> {
    return this.environments.create(actor, place, body);
  }

  @Patch(':environment')
  @ApiRoute({
    summary: 'Protect an environment, or let it require tests; or no longer',
    description:
      'With `requires`, a version is deployed or promoted there only after a test run of exactly that commit has passed, of every ' +
      'prompt that moves: 409 `tests-required` with those that are missing. Rolling back needs none.',
    tag: TAG,
    response: environment,
    example: EXAMPLE_ENVIRONMENT,
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('environment', { schema: environmentName }) name: string,
    @Body({ schema: updateEnvironment }) body: UpdateEnvironment,
  ): Promise<Environment> {
    return this.environments.update(actor, { ...place, environment: name }, body);
  }

  @Delete(':environment')
  @ApiRoute({
    summary: 'Delete an environment',
    description: '409 `environment-in-use` while anything is deployed there.',
    tag: TAG,
    status: 204,
  })
  remove(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('environment', { schema: environmentName }) name: string,
  ): Promise<void> {
    return this.environments.remove(actor, { ...place, environment: name });
  }

  @Get(':environment/deployments')
  @ApiRoute({
    summary: 'Who moved it from where to where, and why; newest first',
    tag: TAG,
    response: deploymentPage,
    example: { items: [EXAMPLE_DEPLOYMENT] },
  })
  history(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('environment', { schema: environmentName }) name: string,
    @Query({ schema: deploymentsQuery }) query: DeploymentsQuery,
  ): Promise<DeploymentPage> {
    return this.deployments.history(actor, { ...place, environment: name }, query);
  }

  @Post(':environment/deployments')
  @ApiRoute({
    summary: 'Deploy a version, of the project or of one prompt',
    description: MOVED,
    tag: TAG,
    status: 201,
    response: deployment,
    example: EXAMPLE_DEPLOYMENT,
  })
  deploy(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('environment', { schema: environmentName }) name: string,
    @Body({ schema: deploy }) body: Deploy,
  ): Promise<Deployment> {
    return this.deployments.deploy(actor, { ...place, environment: name }, body);
  }

  @Post(':environment/promotions')
  @ApiRoute({
    summary: 'Deploy what another environment runs; default: the one before this',
    description: MOVED,
    tag: TAG,
    status: 201,
    response: deployment,
    example: EXAMPLE_PROMOTION,
  })
  promote(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('environment', { schema: environmentName }) name: string,
    @Body({ schema: promote }) body: Promote,
  ): Promise<Deployment> {
    return this.deployments.promote(actor, { ...place, environment: name }, body);
  }

  @Post(':environment/rollbacks')
  @ApiRoute({
    summary: 'Go back to what ran before; each call one deployment further',
    description: `${MOVED} 409 \`nothing-before\` when there was no version before.`,
    tag: TAG,
    status: 201,
    response: deployment,
    example: EXAMPLE_ROLLBACK,
  })
  rollBack(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('environment', { schema: environmentName }) name: string,
    @Body({ schema: rollBack }) body: RollBack,
  ): Promise<Deployment> {
    return this.deployments.rollBack(actor, { ...place, environment: name }, body);
  }
}
