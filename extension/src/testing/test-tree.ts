import * as vscode from 'vscode';
import { flakyText, isFlaky, type TestItem as ListedTest, type TestList } from '@prompthub/protocol';
import type { LanguageService } from '../language/language-service';

/** How many prompts are asked for their tests at the same time. */
const AT_ONCE = 6;
const MAX_PROMPTS = 5000;
const RENDER_ONLY = 'render only';

/**
 * The items of the Testing view: a prompt with tests, below it the tests. The workspace is looked through when the
 * view first asks; open prompts are kept up to date while they are edited.
 */
export class TestTree {
  readonly #controller: vscode.TestController;
  readonly #language: LanguageService;
  /** The prompt that each test belongs to; a test may stand in another file. */
  readonly #promptOf = new WeakMap<vscode.TestItem, vscode.Uri>();

  constructor(controller: vscode.TestController, language: LanguageService) {
    this.#controller = controller;
    this.#language = language;
  }

  promptOf(item: vscode.TestItem): vscode.Uri | undefined {
    return this.#promptOf.get(item) ?? item.uri;
  }

  /** The item of a prompt, with its tests as they are now; undefined when it has none. */
  async refreshPrompt(uri: vscode.Uri): Promise<vscode.TestItem | undefined> {
    const { tests } = await this.#list(uri).catch((): TestList => ({ tests: [] }));
    if (tests.length === 0) {
      this.#controller.items.delete(uri.toString());
      return undefined;
    }
    const item = this.#promptItem(uri);
    const children = tests.map((test) => this.#testItem(item, uri, test));
    item.children.replace(children);
    return item;
  }

  /** Marks a test as flaky, or as not. */
  mark(item: vscode.TestItem, recent: ListedTest['recent']): void {
    if (item.description !== RENDER_ONLY) item.description = isFlaky(recent) ? flakyText(recent) : undefined;
  }

  async refreshWorkspace(): Promise<void> {
    const uris = await vscode.workspace.findFiles('**/*.prompt', '**/node_modules/**', MAX_PROMPTS);
    const there = new Set(uris.map(String));
    for (const [id] of this.#controller.items) if (!there.has(id)) this.#controller.items.delete(id);
    const queue = [...uris];
    const worker = async () => {
      for (let uri = queue.shift(); uri; uri = queue.shift()) await this.refreshPrompt(uri);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async #list(uri: vscode.Uri): Promise<TestList> {
    const { LspMethod, testList } = await import('@prompthub/protocol');
    return this.#language.request(LspMethod.listTests, { params: { uri: uri.toString() }, result: testList });
  }

  #promptItem(uri: vscode.Uri): vscode.TestItem {
    const known = this.#controller.items.get(uri.toString());
    if (known) return known;
    const label = vscode.workspace.asRelativePath(uri, false);
    const item = this.#controller.createTestItem(uri.toString(), label, uri);
    item.canResolveChildren = true;
    this.#controller.items.add(item);
    return item;
  }

  #testItem(parent: vscode.TestItem, prompt: vscode.Uri, test: ListedTest): vscode.TestItem {
    const known = parent.children.get(test.id);
    const item =
      known ?? this.#controller.createTestItem(test.id, test.description, vscode.Uri.parse(test.uri));
    // From the start of its line: with the cursor there, the test before would be run otherwise.
    const { start, end } = test.range;
    item.label = test.description;
    item.description = test.mode === 'render' ? RENDER_ONLY : undefined;
    this.mark(item, test.recent);
    item.range = new vscode.Range(start.line, 0, end.line, end.character);
    this.#promptOf.set(item, prompt);
    return item;
  }
}
