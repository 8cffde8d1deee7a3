import * as protocol from '@prompthub/protocol';
import type { z } from 'zod';
import { listing, type PageOptions } from './listing';
import type { PromptFilter } from './prompt-filter';
import type { Transport } from './transport';

/** One organization: its members, invitations, projects, provider keys, what may be spent and asked, and its audit trail. */
export class OrganizationClient {
  readonly slug: string;
  readonly #transport: Transport;
  readonly #path: string;

  constructor(transport: Transport, slug: string) {
    this.slug = slug;
    this.#transport = transport;
    this.#path = `${protocol.API_PREFIX}/organizations/${encodeURIComponent(slug)}`;
  }

  get(options: { signal?: AbortSignal } = {}) {
    return this.#transport.json({ path: this.#path, ...options }, protocol.organization);
  }

  update(body: z.input<typeof protocol.updateOrganization>) {
    return this.#transport.json({ method: 'PATCH', path: this.#path, body }, protocol.organization);
  }

  delete() {
    return this.#transport.send({ method: 'DELETE', path: this.#path });
  }

  members(options: PageOptions = {}) {
    return this.#list('members', protocol.member, options);
  }

  setMemberRole(userId: string, role: protocol.OrganizationRole) {
    return this.#transport.send({ method: 'PATCH', path: this.#sub('members', userId), body: { role } });
  }

  removeMember(userId: string) {
    return this.#transport.send({ method: 'DELETE', path: this.#sub('members', userId) });
  }

  invitations(options: PageOptions = {}) {
    return this.#list('invitations', protocol.invitation, options);
  }

  /** The answer's `url` is shown this once. */
  invite(body: z.input<typeof protocol.createInvitation>) {
    return this.#create('invitations', body, protocol.createdInvitation);
  }

  deleteInvitation(id: string) {
    return this.#transport.send({ method: 'DELETE', path: this.#sub('invitations', id) });
  }

  projects(options: PageOptions = {}) {
    return this.#list('projects', protocol.project, options);
  }

  /** Prompts of all projects: of their default branches, or as they run in `environment`; filtered and searched. */
  prompts({ signal, ...query }: PromptFilter = {}): Promise<protocol.PromptPage> {
    return this.#transport.json({ path: this.#sub('prompts'), query, signal }, protocol.promptPage);
  }

  createProject(body: z.input<typeof protocol.createProject>) {
    return this.#create('projects', body, protocol.project);
  }

  providerKeys(options: PageOptions = {}) {
    return this.#list('provider-keys', protocol.providerKey, options);
  }

  setProviderKey(provider: string, body: protocol.SetProviderKey): Promise<protocol.ProviderKey> {
    const path = this.#sub('provider-keys', provider);
    return this.#transport.json({ method: 'PUT', path, body }, protocol.providerKey);
  }

  deleteProviderKey(provider: string) {
    return this.#transport.send({ method: 'DELETE', path: this.#sub('provider-keys', provider) });
  }

  /** With what is spent and reserved in their current periods. */
  async budgets({ signal }: { signal?: AbortSignal } = {}): Promise<protocol.Budget[]> {
    return (await this.#transport.json({ path: this.#sub('budgets'), signal }, protocol.budgetList)).items;
  }

  createBudget(body: z.input<typeof protocol.createBudget>): Promise<protocol.Budget> {
    return this.#create('budgets', body, protocol.budget);
  }

  updateBudget(id: string, body: protocol.UpdateBudget): Promise<protocol.Budget> {
    return this.#transport.json({ method: 'PATCH', path: this.#sub('budgets', id), body }, protocol.budget);
  }

  deleteBudget(id: string) {
    return this.#transport.send({ method: 'DELETE', path: this.#sub('budgets', id) });
  }

  /** Who spent most of a budget in its current period. */
  async budgetSpending(
    id: string,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<protocol.BudgetSpending['items']> {
    const request = { path: this.#sub('budgets', id, 'spending'), signal };
    return (await this.#transport.json(request, protocol.budgetSpending)).items;
  }

  async rateLimits({ signal }: { signal?: AbortSignal } = {}): Promise<protocol.RateLimit[]> {
    const request = { path: this.#sub('rate-limits'), signal };
    return (await this.#transport.json(request, protocol.rateLimitList)).items;
  }

  createRateLimit(body: protocol.CreateRateLimit): Promise<protocol.RateLimit> {
    return this.#create('rate-limits', body, protocol.rateLimit);
  }

  updateRateLimit(id: string, body: protocol.UpdateRateLimit): Promise<protocol.RateLimit> {
    const path = this.#sub('rate-limits', id);
    return this.#transport.json({ method: 'PATCH', path, body }, protocol.rateLimit);
  }

  deleteRateLimit(id: string) {
    return this.#transport.send({ method: 'DELETE', path: this.#sub('rate-limits', id) });
  }

  /** Whether the models that were asked lately may be asked now, as the hub that answers sees it. */
  async models({ signal }: { signal?: AbortSignal } = {}): Promise<protocol.ModelState[]> {
    return (await this.#transport.json({ path: this.#sub('models'), signal }, protocol.modelStateList)).items;
  }

  /** Newest first. */
  audit(options: PageOptions = {}) {
    return this.#list('audit', protocol.auditEvent, options);
  }

  #list<T extends z.ZodType>(name: string, item: T, { signal, ...query }: PageOptions) {
    return this.#transport.json({ path: this.#sub(name), query, signal }, listing(item));
  }

  #create<T extends z.ZodType>(name: string, body: unknown, schema: T) {
    return this.#transport.json({ method: 'POST', path: this.#sub(name), body }, schema);
  }

  #sub(...parts: string[]): string {
    return [this.#path, ...parts.map(encodeURIComponent)].join('/');
  }
}
