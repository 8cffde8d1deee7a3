import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PromptSummary } from '@prompthub/protocol';
import { answerRoutes } from './support/answer-routes';
import { eventually, workspaceUri } from './support/app';
import { linkTo, unlink } from './support/linked-workspace';
import { Person } from './support/stubs';
import { TestHub } from './support/test-hub';

const HERE = 'prompts';
const EVERYWHERE = '/api/v1/organizations/acme/prompts';

describe('finding a prompt on the hub', () => {
  let hub: TestHub;
  let person: Person;
  let list: FakePick;
  let asked: string[];
  let found: PromptSummary[];

  beforeEach(async () => {
    person = new Person();
    list = new FakePick();
    hub = await new TestHub().start();
    asked = [];
    const { id } = hub.commit([{ path: 'far.prompt', content: 'Only at the hub.\n' }], 'First');
    const prompt = (name: string, project = 'desk'): PromptSummary => ({
      ...{ project, path: `${name}.prompt`, name, blob: id, partial: false, tags: ['mail'], commit: id },
      ...{ updatedBy: 'Ann', updatedAt: '2026-01-01T00:00:00.000Z' },
      snippet: [{ text: `about ${name}`, match: true }],
    });
    found = [prompt('greet'), prompt('far'), prompt('greet', 'other')];
    answerRoutes(hub, [HERE, EVERYWHERE], ({ route, query }) => {
      asked.push(`${route}?${query.toString()}`);
      const items = found.filter(
        ({ name, project }) =>
          name.startsWith(query.get('q') ?? '') && (route === EVERYWHERE || project === 'desk'),
      );
      return { status: 200, value: { items } };
    });
    await linkTo(hub);
  });
  afterEach(async () => {
    list.leave();
    await unlink(hub);
    hub.stop();
    person.leave();
  });

  const begin = async () => {
    const done = vscode.commands.executeCommand('prompthub.findPrompt');
    await eventually(() => list.labels.length > 0);
    return done;
  };
  const opened = () => vscode.window.activeTextEditor?.document;

  it('lists what is there, then what is typed, and opens the file that is here', async () => {
    const done = begin();
    await eventually(() => list.labels.length === 2);
    assert.equal(list.pick.title, 'Find a prompt in this project');
    assert.deepEqual([list.pick.items[0]?.description, list.pick.items[0]?.detail], ['#mail', 'about greet']);
    list.type('gr');
    await eventually(() => list.labels.length === 1);
    assert.deepEqual(asked, [`${HERE}?limit=50&branch=main`, `${HERE}?q=gr&limit=50&branch=main`]);
    list.accept(/greet/);
    await done;
    assert.equal(opened()?.uri.toString(), workspaceUri('prompts', 'greet.prompt').toString());
  });

  it('opens what is published when there is no file, or when that is wanted', async () => {
    let done = begin();
    await eventually(() => list.labels.length === 2);
    list.accept(/far/);
    await done;
    assert.deepEqual([opened()?.uri.scheme, opened()?.getText()], ['prompthub', 'Only at the hub.\n']);
    done = begin();
    await eventually(() => list.labels.length === 2);
    list.press(/far/);
    await done;
    assert.equal(opened()?.uri.scheme, 'prompthub');
  });

  it('opens no file outside of the project, whatever the hub calls it', async () => {
    const outside = workspaceUri('outside.prompt');
    await vscode.workspace.fs.writeFile(outside, new TextEncoder().encode('Secret\n'));
    found = found.slice(0, 1).map((prompt) => ({ ...prompt, path: '../outside.prompt' }));
    const done = begin();
    await eventually(() => list.labels.length === 1);
    list.accept(/greet/);
    await done;
    await vscode.workspace.fs.delete(outside);
    assert.notEqual(opened()?.uri.toString(), outside.toString());
    assert.match(person.heard, /The prompt was not opened\. There is no \.\.\/outside\.prompt/);
  });

  it('says so when the hub goes away before the text has come', async () => {
    const done = begin();
    await eventually(() => list.labels.length === 2);
    await hub.goAway();
    list.accept(/far/);
    await done;
    assert.match(person.heard, /The prompt was not opened\. Cannot reach the hub/);
  });

  it('looks through all projects of the organization when asked to', async () => {
    const done = begin();
    await eventually(() => list.labels.length === 2);
    list.toggle();
    await eventually(() => list.labels.length === 3);
    assert.equal(list.pick.title, 'Find a prompt in all projects of acme');
    assert.equal(list.pick.items[2]?.description, 'other · #mail');
    assert.equal(asked.at(-1), `${EVERYWHERE}?limit=50`);
    list.pick.hide();
    await done;
  });

  it('says when there is nothing, and when the hub is away, and tries again', async () => {
    const done = begin();
    list.type('nothing');
    await eventually(() => list.labels.join().includes('No prompt is like that'));
    list.accept(/No prompt/);
    await hub.goAway();
    list.type('greet');
    await eventually(() => list.labels.join().includes('The hub is away'));
    assert.match(list.pick.items[0]?.detail ?? '', /Cannot reach the hub/);
    list.accept(/Try again/);
    await eventually(() => !list.pick.busy);
    assert.match(list.labels.join(), /The hub is away/);
    list.pick.hide();
    await done;
  });
});

type Item = vscode.QuickPickItem;

/** Takes the place of the editor's list, which only a person can use. */
class FakePick {
  readonly #original = vscode.window.createQuickPick.bind(vscode.window);
  readonly #events = {
    value: new vscode.EventEmitter<string>(),
    accept: new vscode.EventEmitter<void>(),
    hide: new vscode.EventEmitter<void>(),
    button: new vscode.EventEmitter<vscode.QuickInputButton>(),
    itemButton: new vscode.EventEmitter<{ item: Item; button: vscode.QuickInputButton }>(),
  };
  readonly pick = {
    ...{ title: '', placeholder: '', value: '', busy: false },
    ...{ items: [] as readonly Item[], selectedItems: [] as readonly Item[], buttons: [] as unknown[] },
    onDidChangeValue: this.#events.value.event,
    onDidAccept: this.#events.accept.event,
    onDidHide: this.#events.hide.event,
    onDidTriggerButton: this.#events.button.event,
    onDidTriggerItemButton: this.#events.itemButton.event,
    show: () => undefined,
    hide: () => this.#events.hide.fire(),
    dispose: () => Object.assign(this.pick, { items: [], value: '' }),
  };

  constructor() {
    Object.assign(vscode.window, { createQuickPick: () => this.pick });
  }

  get labels(): string[] {
    return this.pick.items.map(({ label }) => label);
  }

  type(text: string): void {
    this.pick.value = text;
    this.#events.value.fire(text);
  }

  accept(label: RegExp): void {
    this.pick.selectedItems = [this.#item(label)];
    this.#events.accept.fire();
  }

  press(label: RegExp): void {
    const item = this.#item(label);
    this.#events.itemButton.fire({ item, button: item.buttons![0]! });
  }

  toggle(): void {
    this.#events.button.fire(this.pick.buttons[0] as vscode.QuickInputButton);
  }

  leave(): void {
    Object.assign(vscode.window, { createQuickPick: this.#original });
  }

  #item(label: RegExp): Item {
    const item = this.pick.items.find((one) => label.test(one.label));
    assert.ok(item, `there is no ${label} among ${this.labels.join()}`);
    return item;
  }
}
