import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import {
  reportTestRun,
  type ReportTestRun,
  startTestRun,
  type StartTestRun,
  testResultPage,
  type TestResultPage,
  testResultQuery,
  type TestResultQuery,
  testRun,
  type TestRun,
  testRunPage,
  type TestRunPage,
  testRunQuery,
  type TestRunQuery,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import type { Place } from '../registry/prompt-sources';
import { ReportedRunsService } from './reported-runs.service';
import { EXAMPLE_REPORTED_RUN, EXAMPLE_TEST_RESULT, EXAMPLE_TEST_RUN } from './test-run-examples';
import { type RunPlace, TestRunsService } from './test-runs.service';

const TAG = 'Test runs';

@Controller('api/v1/projects/:organization/:project/test-runs')
export class TestRunsController {
  constructor(
    private readonly runs: TestRunsService,
    private readonly reports: ReportedRunsService,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'Runs of tests, newest first',
    description: '`ref`: of the version that it names now. `path`: those that tested this prompt.',
    tag: TAG,
    response: testRunPage,
    example: { items: [EXAMPLE_TEST_RUN] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: testRunQuery }) query: TestRunQuery,
  ): Promise<TestRunPage> {
    return this.runs.list(actor, place, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Run the tests of a version on the hub',
    description:
      'The tests, and the data that they name, are files of the version itself. It waits for a hub that has room; ask for the run, or ' +
      'follow the project, to see how it gets on. Models are asked with the hub’s keys, within budgets and rate limits. Tests that ' +
      'would start a program or call another server end as errored, and say so. 429 `too-many-test-runs` while 100 wait or run.',
    tag: TAG,
    status: 202,
    response: testRun,
    example: { ...EXAMPLE_TEST_RUN, status: 'queued' },
  })
  start(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: startTestRun }) body: StartTestRun,
  ): Promise<TestRun> {
    return this.runs.start(actor, place, body);
  }

  @Post('reports')
  @ApiRoute({
    summary: 'Report a run of tests that was made elsewhere',
    description:
      'What `prompthub test --json` prints, for the version that it tested. Its prompts are named by their paths from the project’s ' +
      'root. It is counted anew, and kept as reported. Outputs are kept as the project’s execution policy says, and cut at 100,000 ' +
      'characters; 422 `too-many-test-results` beyond 10,000 results.',
    tag: TAG,
    status: 201,
    response: testRun,
    example: EXAMPLE_REPORTED_RUN,
  })
  report(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Body({ schema: reportTestRun }) body: ReportTestRun,
  ): Promise<TestRun> {
    return this.reports.report(actor, place, body);
  }

  @Get(':run')
  @ApiRoute({
    summary: 'A run of tests, and how far it is',
    tag: TAG,
    response: testRun,
    example: EXAMPLE_TEST_RUN,
  })
  get(@CurrentActor() actor: Actor, @Param() place: RunPlace): Promise<TestRun> {
    return this.runs.get(actor, place);
  }

  @Get(':run/results')
  @ApiRoute({
    summary: 'What came of the tests that have ended, in the order of the run',
    description:
      'Values, outputs and reasons only where the project’s execution policy keeps them, and for those who may run its prompts.',
    tag: TAG,
    response: testResultPage,
    example: { items: [EXAMPLE_TEST_RESULT] },
  })
  results(
    @CurrentActor() actor: Actor,
    @Param() place: RunPlace,
    @Query({ schema: testResultQuery }) query: TestResultQuery,
  ): Promise<TestResultPage> {
    return this.runs.results(actor, place, query);
  }

  @Post(':run/cancel')
  @ApiRoute({
    summary: 'Cancel a run',
    description:
      'Calls that go on are stopped within a second or two; what has ended stays. 409 `test-run-ended`.',
    tag: TAG,
    response: testRun,
    example: { ...EXAMPLE_TEST_RUN, status: 'cancelled' },
  })
  cancel(@CurrentActor() actor: Actor, @Param() place: RunPlace): Promise<TestRun> {
    return this.runs.cancel(actor, place);
  }

  @Delete(':run')
  @ApiRoute({ summary: 'Delete a run with its results', tag: TAG, status: 204 })
  remove(@CurrentActor() actor: Actor, @Param() place: RunPlace): Promise<void> {
    return this.runs.remove(actor, place);
  }
}
