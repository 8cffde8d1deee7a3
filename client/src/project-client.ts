import * as protocol from '@prompthub/protocol';
import type { z } from 'zod';
import { commitFailure } from './commit-failure';
import { executionEvents, type ExecutionEvent } from './execution-events';
import type { ExecutionFilter } from './execution-filter';
import { ExperimentClient } from './experiment-client';
import {
  ProjectFollower,
  type Following,
  type FollowWorld,
  type ProjectListener,
} from './live/project-follower';
import { listing, type Page, type PageOptions } from './listing';
import type { PromptFilter } from './prompt-filter';
import { monotonicClock } from './prompts/clock';
import { ReleaseClient } from './release-client';
import { TestRunClient } from './test-runs/test-run-client';
import type { Transport } from './transport';

/** Models may think for minutes; between two signs of life of a stream this long may pass. */
const SILENCE_MS = 120_000;
/** How long the hub takes at most for a run, and a moment for the way. */
const EXECUTION_MS = 600_000;
const WAY_MS = 10_000;

interface RefOptions {
  /** A branch, a tag or a commit; default the project's default branch. */
  readonly ref?: string;
  readonly signal?: AbortSignal;
}

/** One project: its files, their versions, and running them with the hub's keys. */
export class ProjectClient {
  /** `organization/project` */
  readonly name: string;
  /** What runs where: environments and labels. */
  readonly releases: ReleaseClient;
  /** Several versions in one environment at a time, and what that shows. */
  readonly experiments: ExperimentClient;
  /** Tests that the hub runs, and runs that were reported to it. */
  readonly testRuns: TestRunClient;
  readonly #transport: Transport;
  readonly #path: string;

  /** @throws TypeError for a name without exactly one slash. */
  constructor(transport: Transport, name: string) {
    const parts = name.split('/');
    if (parts.length !== 2 || parts.includes(''))
      throw new TypeError(`“${name}” is not organization/project.`);
    this.name = name;
    this.#transport = transport;
    this.#path = `${protocol.API_PREFIX}/projects/${parts.map(encodeURIComponent).join('/')}`;
    this.releases = new ReleaseClient(transport, this.#path);
    this.experiments = new ExperimentClient(transport, this.#path);
    this.testRuns = new TestRunClient(transport, this.#path, (listener) => this.follow(listener));
  }

  /**
   * Tells of what moves in the project, while there is a connection: branches, environments, labels. Where none comes about,
   * nothing is told, and it is tried again now and then. It keeps no Node process alive.
   */
  follow(
    listener: ProjectListener,
    world: FollowWorld = { clock: monotonicClock, random: Math.random },
  ): Following {
    const [organization = '', project = ''] = this.name.split('/');
    const { baseUrl } = this.#transport;
    const token = (refused?: string) => this.#transport.token(refused);
    return new ProjectFollower({ organization, project, baseUrl, token }, listener, world);
  }

  get(options: { signal?: AbortSignal } = {}) {
    return this.#transport.json({ path: this.#path, ...options }, protocol.project);
  }

  update(body: z.input<typeof protocol.updateProject>) {
    return this.#transport.json({ method: 'PATCH', path: this.#path, body }, protocol.project);
  }

  delete() {
    return this.#transport.send({ method: 'DELETE', path: this.#path });
  }

  branches({ signal, ...query }: PageOptions = {}) {
    return this.#transport.json({ path: `${this.#path}/branches`, query, signal }, listing(protocol.branch));
  }

  /** Begins a branch at another, a tag or a commit. */
  createBranch(body: protocol.CreateBranch): Promise<protocol.Branch> {
    return this.#transport.json({ method: 'POST', path: `${this.#path}/branches`, body }, protocol.branch);
  }

  /** Owners and admins only. */
  updateBranch(name: string, body: protocol.UpdateBranch): Promise<protocol.Branch> {
    return this.#transport.json(
      { method: 'PATCH', path: this.#ref('branches', name), body },
      protocol.branch,
    );
  }

  /** @throws HubError with code `branch-moved`, or `not-fast-forward` without `force` */
  moveBranch(name: string, body: z.input<typeof protocol.moveBranch>): Promise<protocol.Branch> {
    const path = `${this.#ref('branches', name)}/head`;
    return this.#transport.json({ method: 'PUT', path, body }, protocol.branch);
  }

  /** Its commits stay. */
  deleteBranch(name: string, query: { expectedHead?: string } = {}) {
    return this.#transport.send({ method: 'DELETE', path: this.#ref('branches', name), query });
  }

  tags({ signal, ...query }: PageOptions = {}): Promise<protocol.TagPage> {
    return this.#transport.json({ path: `${this.#path}/tags`, query, signal }, protocol.tagPage);
  }

  createTag(body: protocol.CreateTag): Promise<protocol.Tag> {
    return this.#transport.json({ method: 'POST', path: `${this.#path}/tags`, body }, protocol.tag);
  }

  deleteTag(name: string) {
    return this.#transport.send({ method: 'DELETE', path: this.#ref('tags', name) });
  }

  /** How two branches, tags or commits relate: `ahead` counts what only `to` has. */
  compare({
    signal,
    ...query
  }: {
    from: string;
    to: string;
    signal?: AbortSignal;
  }): Promise<protocol.Comparison> {
    return this.#transport.json({ path: `${this.#path}/compare`, query, signal }, protocol.comparison);
  }

  /** The commits that only `to` (`ahead`) or only `from` (`behind`) has. */
  compareCommits({
    signal,
    ...query
  }: PageOptions & { from: string; to: string; side: 'ahead' | 'behind' }): Promise<protocol.CommitPage> {
    const path = `${this.#path}/compare/commits`;
    return this.#transport.json({ path, query, signal }, protocol.commitPage);
  }

  /** Which commit wrote each line of a file. */
  blame(path: string, { signal, ref }: RefOptions = {}): Promise<protocol.Blame> {
    const request = { path: `${this.#path}/blame`, query: { path, ref }, signal };
    return this.#transport.json(request, protocol.blame);
  }

  /** Prompts of a branch (default: the default branch) or an environment, filtered and searched. */
  prompts({ signal, ...query }: PromptFilter & { branch?: string } = {}): Promise<protocol.PromptPage> {
    return this.#transport.json({ path: `${this.#path}/prompts`, query, signal }, protocol.promptPage);
  }

  /** Every file of the tree, with its blob id. */
  files({ signal, ref }: RefOptions = {}): Promise<protocol.FilePage> {
    return this.#transport.json({ path: `${this.#path}/files`, query: { ref }, signal }, protocol.filePage);
  }

  /** The data files of a version, with their rows and columns; by path. */
  datasets({ signal, ...query }: PageOptions & { ref?: string } = {}): Promise<protocol.DatasetPage> {
    return this.#transport.json({ path: `${this.#path}/datasets`, query, signal }, protocol.datasetPage);
  }

  file(path: string, { signal, ref }: RefOptions = {}): Promise<protocol.FileVersion> {
    const request = { path: `${this.#path}/file`, query: { path, ref }, signal };
    return this.#transport.json(request, protocol.fileVersion);
  }

  /**
   * A prompt of one version, with the partials that it reaches. Exactly one of environment, label and commit; `unchanged`
   * when its `ETag` is still `ifNoneMatch`.
   */
  resolvePrompt(
    query: protocol.PromptQuery,
    { signal, ifNoneMatch }: { signal?: AbortSignal; ifNoneMatch?: string } = {},
  ) {
    const request = { path: `${this.#path}/prompt`, query, signal, ifNoneMatch };
    return this.#transport.conditional(request, protocol.resolvedPrompt);
  }

  /** Commits that touched `path` (without it: all), newest first; with `follow` also under its earlier names. */
  history({
    signal,
    follow,
    ...rest
  }: PageOptions & { path?: string; ref?: string; follow?: boolean } = {}): Promise<protocol.CommitPage> {
    const query = { ...rest, ...(follow === undefined ? {} : { follow: String(follow) }) };
    return this.#transport.json({ path: `${this.#path}/history`, query, signal }, protocol.commitPage);
  }

  /**
   * Every version, of whatever branch and along all parents: newest first, and none before its children. Also those that no
   * branch has any more.
   */
  graph({ signal, ...query }: PageOptions = {}): Promise<protocol.CommitPage> {
    return this.#transport.json({ path: `${this.#path}/graph`, query, signal }, protocol.commitPage);
  }

  /** The commit alone; what it changed is `diff({ to: id })`. */
  commit(id: string, options: { signal?: AbortSignal } = {}): Promise<protocol.Commit> {
    const path = `${this.#path}/commits/${encodeURIComponent(id)}`;
    return this.#transport.json({ path, ...options }, protocol.commit.loose());
  }

  diff({
    signal,
    ...query
  }: {
    from?: string;
    to: string;
    path?: string;
    signal?: AbortSignal;
  }): Promise<protocol.Diff> {
    return this.#transport.json({ path: `${this.#path}/diff`, query, signal }, protocol.diff);
  }

  /**
   * @throws CommitConflictError when the same paths were changed since `parent`
   * @throws CommitRejectedError when a prompt has errors
   */
  createCommit(
    body: z.input<typeof protocol.createCommit>,
    options: { signal?: AbortSignal } = {},
  ): Promise<protocol.CreatedCommit> {
    return this.#write({ path: 'commits', body, ...options }, protocol.createdCommit);
  }

  /**
   * Brings all that one branch has to another.
   * @throws MergeConflictsError when changes do not fit together: send it again with `resolutions`
   * @throws CommitConflictError when the branch is not at `expectedHead`
   * @throws CommitRejectedError when a prompt of the result has errors
   */
  merge(
    body: z.input<typeof protocol.createMerge>,
    options: { signal?: AbortSignal } = {},
  ): Promise<protocol.MergeOutcome> {
    return this.#write({ path: 'merges', body, ...options }, protocol.mergeOutcome);
  }

  /** Takes back what one commit changed. Throws as `merge` does. */
  revert(
    body: z.input<typeof protocol.createRevert>,
    options: { signal?: AbortSignal } = {},
  ): Promise<protocol.MergeOutcome> {
    return this.#write({ path: 'reverts', body, ...options }, protocol.mergeOutcome);
  }

  /** Does on another branch what one commit changed. Throws as `merge` does. */
  cherryPick(
    body: z.input<typeof protocol.createCherryPick>,
    options: { signal?: AbortSignal } = {},
  ): Promise<protocol.MergeOutcome> {
    return this.#write({ path: 'cherry-picks', body, ...options }, protocol.mergeOutcome);
  }

  /** Resolves when the whole answer is there. */
  execute(
    body: Omit<z.input<typeof protocol.execute>, 'stream'>,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<protocol.ExecutionResult> {
    const request = this.#execution({ ...body, stream: false }, signal);
    const timeoutMs = (body.timeoutMs ?? EXECUTION_MS) + WAY_MS;
    return this.#transport.json({ ...request, timeoutMs }, protocol.executionResult);
  }

  /**
   * Text as the model writes it, then exactly one `done`. Ending the loop early ends the request.
   * @throws HubUnreachableError with reason `cut` when the stream ends before `done`
   */
  executeStream(
    body: Omit<z.input<typeof protocol.execute>, 'stream'>,
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncGenerator<ExecutionEvent> {
    const request = this.#execution({ ...body, stream: true }, signal);
    return executionEvents(this.#transport, {
      ...request,
      accept: 'text/event-stream',
      timeoutMs: SILENCE_MS,
    });
  }

  /** Records of what the hub ran, newest first. */
  executions({ signal, ...query }: ExecutionFilter = {}): Promise<Page<protocol.ExecutionRecord>> {
    return this.#transport.json({ path: `${this.#path}/executions`, query, signal }, protocol.executionPage);
  }

  /** A record with its attempts, and with what was asked and answered where the project keeps that. */
  execution(id: string, options: { signal?: AbortSignal } = {}): Promise<protocol.ExecutionDetail> {
    const path = `${this.#path}/executions/${encodeURIComponent(id)}`;
    return this.#transport.json({ path, ...options }, protocol.executionDetail);
  }

  /** Whether the project keeps what was asked and answered, and for how long. */
  executionPolicy(options: { signal?: AbortSignal } = {}): Promise<protocol.ExecutionPolicy> {
    const path = `${this.#path}/execution-policy`;
    return this.#transport.json({ path, ...options }, protocol.executionPolicy);
  }

  setExecutionPolicy(body: protocol.ExecutionPolicy): Promise<protocol.ExecutionPolicy> {
    const path = `${this.#path}/execution-policy`;
    return this.#transport.json({ method: 'PUT', path, body }, protocol.executionPolicy);
  }

  /** The project's own, and those of the organization behind them. */
  async providerKeys({ signal }: { signal?: AbortSignal } = {}): Promise<protocol.ProviderKey[]> {
    const request = { path: `${this.#path}/provider-keys`, signal };
    return (await this.#transport.json(request, protocol.providerKeyList)).items;
  }

  /** It comes before the organization's key of that provider. */
  setProviderKey(provider: string, body: protocol.SetProviderKey): Promise<protocol.ProviderKey> {
    const path = `${this.#path}/provider-keys/${encodeURIComponent(provider)}`;
    return this.#transport.json({ method: 'PUT', path, body }, protocol.providerKey);
  }

  deleteProviderKey(provider: string) {
    const path = `${this.#path}/provider-keys/${encodeURIComponent(provider)}`;
    return this.#transport.send({ method: 'DELETE', path });
  }

  /** Writes a version. */
  async #write<T extends z.ZodType>(
    { path, ...request }: { path: string; body: unknown; signal?: AbortSignal },
    schema: T,
  ): Promise<z.output<T>> {
    const whole = { ...request, method: 'POST', path: `${this.#path}/${path}`, timeoutMs: 60_000 } as const;
    try {
      return await this.#transport.json(whole, schema);
    } catch (error) {
      throw commitFailure(error);
    }
  }

  #ref(kind: 'branches' | 'tags', name: string): string {
    return `${this.#path}/${kind}/${encodeURIComponent(name)}`;
  }

  #execution(body: z.input<typeof protocol.execute>, signal: AbortSignal | undefined) {
    return { method: 'POST', path: `${this.#path}/execute`, body, signal } as const;
  }
}
