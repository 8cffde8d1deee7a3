import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { ReportedTest } from '@prompthub/protocol';
import { reportOfTests } from '../src/reports/testing/some-reports';
import { Folder } from './workspace';

const CHROMIUM = [
  process.env['PROMPTHUB_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));
const inBrowser = CHROMIUM ? describe : describe.skip;
if (!CHROMIUM)
  console.warn('Skipped: the HTML report in a browser. There is no Chromium (PROMPTHUB_CHROMIUM names one).');

const HOSTILE =
  '</script><img src=x onerror="window.hacked=1"><!--<script>window.hacked=1</script> {{x}} \u2028';

const test = (description: string, more: Partial<ReportedTest> = {}): ReportedTest => ({
  ...{ description, source: 'a.prompt', index: 0, mode: 'run', vars: { name: HOSTILE }, status: 'passed' },
  ...{ output: `An answer to ${description}`, verdicts: [], latencyMs: 100, costUsd: 0.01 },
  ...more,
});
const failed = {
  status: 'failed' as const,
  output: `It begins otherwise. ${HOSTILE}`,
  verdicts: [
    {
      type: HOSTILE,
      pass: false,
      score: 0.2,
      reason: HOSTILE,
      index: 0,
      metric: 'tone',
      expected: 'the end',
      actual: 'no end',
    },
  ],
};
const columns = [{ label: HOSTILE }, { label: 'two' }];

let browser: Browser;
let folder: Folder;
let page: Page;
const requests: string[] = [];
const errors: string[] = [];

async function open(prompts: Parameters<typeof reportOfTests>[1], matrix = true): Promise<void> {
  folder.write({ 'r.json': JSON.stringify(reportOfTests(matrix ? columns : undefined, prompts)) });
  expect(await folder.run(['report', 'r.json', '--output', 'r.html'])).toMatchObject({ code: 0 });
  await page.goto(pathToFileURL(join(folder.path, 'r.html')).href);
}

const shown = (): Promise<string[]> => page.locator('#rows .name').allTextContents();

inBrowser('the HTML report', () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    folder = new Folder();
    page = await browser.newPage();
    requests.length = errors.length = 0;
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  });
  afterEach(async () => {
    await page.close();
    folder.remove();
    expect(errors).toEqual([]);
  });

  it('shows hostile texts as texts, and asks nobody', async () => {
    await open([{ prompt: HOSTILE, tests: [test(HOSTILE, failed), test('b')] }]);
    await page.locator('.toggle').first().click();
    expect(await page.locator('.detail pre').first().textContent()).toBe(failed.output);
    expect(await page.locator('.verdicts p').first().textContent()).toBe(HOSTILE);
    expect(await page.locator('thead th').nth(1).textContent()).toBe(HOSTILE);
    expect(await page.evaluate('[window.hacked, document.images.length, document.scripts.length]')).toEqual([
      undefined,
      0,
      2,
    ]);
    expect(requests).toHaveLength(1);
  });

  it('lets nothing run but its own script', async () => {
    await open([{ prompt: 'a.prompt', tests: [test('a')] }]);
    const added = page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.hacked = 1';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.hacked = 1">');
      return window.hacked;
    })()`);
    expect(await added).toBeUndefined();
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every((error) => error.includes('Content Security Policy'))).toBe(true);
    errors.length = 0;
  });

  it('filters by text, status, prompt, metric and difference, and sorts', async () => {
    const other = test('d', { latencyMs: 900, costUsd: 0.5 });
    await open([
      { prompt: 'a.prompt', tests: [test('c'), test('a', failed)] },
      { prompt: 'b.prompt', tests: [other] },
    ]);
    expect(await shown()).toEqual(['c', 'a', 'd']);
    await page.locator('#search').fill('BEGINS hacked');
    expect([await shown(), await page.locator('#found').textContent()]).toEqual([['a'], '1 of 3 tests']);
    await page.locator('#search').fill('');
    await page.locator('#status-passed').uncheck();
    expect(await shown()).toEqual(['a']);
    await page.locator('#status-passed').check();
    await page.locator('#prompt').selectOption('b.prompt');
    expect(await shown()).toEqual(['d']);
    await page.locator('#prompt').selectOption('');
    await page.locator('#metric').selectOption('tone');
    await page.locator('#below').fill('0.5');
    expect(await shown()).toEqual(['a']);
    await page.locator('#below').fill('0.1');
    expect(await shown()).toEqual([]);
    await page.locator('#metric').selectOption('');
    for (const [order, names] of [
      ...[
        ['worst', ['a', 'c', 'd']],
        ['name', ['a', 'c', 'd']],
        ['slowest', ['d', 'c', 'a']],
      ],
      ...[
        ['dearest', ['d', 'c', 'a']],
        ['written', ['c', 'a', 'd']],
      ],
    ] as [string, string[]][]) {
      await page.locator('#order').selectOption(order);
      expect([order, await shown()]).toEqual([order, names]);
    }
    await page.locator('#unequal').check();
    expect(await shown()).toEqual([]);
    await page.locator('#clear').click();
    expect(await page.locator('#found').textContent()).toBe('3 tests');
  });

  it('marks how an answer differs, word by word', async () => {
    const [first, second] = [
      test('a', { output: 'one two three', column: 0 }),
      test('a', { output: 'one 2 three', column: 1 }),
    ];
    const report = reportOfTests(undefined, [{ prompt: 'a.prompt', tests: [first, second] }]);
    folder.write({ 'r.json': JSON.stringify({ ...report, columns: [{ label: 'one' }, { label: 'two' }] }) });
    await folder.run(['report', 'r.json', '--output', 'r.html']);
    await page.goto(pathToFileURL(join(folder.path, 'r.html')).href);
    await page.locator('#against').selectOption('column-0');
    await page.locator('.toggle').click();
    expect(await page.locator('pre del').allTextContents()).toEqual(['two']);
    expect(await page.locator('pre ins').allTextContents()).toEqual(['2']);
  });

  it('compares with a base: what changed, what that shows, and how an answer was', async () => {
    const before = [test('a', { output: 'one two' }), test('b'), test(HOSTILE)];
    const now = [test('a', { ...failed, output: 'one 2' }), test('b')];
    for (const [name, tests] of [
      ['base.json', before],
      ['r.json', now],
    ] as const)
      folder.write({ [name]: JSON.stringify(reportOfTests(undefined, [{ prompt: 'a.prompt', tests }])) });
    await folder.run(['report', 'r.json', '--baseline', 'base.json', '--output', 'r.html']);
    await page.goto(pathToFileURL(join(folder.path, 'r.html')).href);
    const section = page.getByRole('region', { name: 'Compared with the base' });
    expect(await section.locator('h2').textContent()).toContain('1 newly failing, 1 gone');
    expect(await section.locator('li').allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('The base passes 2 of 2 cases'),
        `a.prompt › ${HOSTILE}`,
      ]),
    );
    await page.locator('#changed').check();
    expect(await shown()).toEqual(['a']);
    await page.locator('.toggle').click();
    expect(await page.locator('.pane .base').allTextContents()).toEqual(['In the base: ✓ passed']);
    expect(await page.locator('pre[aria-label="Output"] del').allTextContents()).toEqual(['two']);
    await page.locator('#against').selectOption('nothing');
    expect(await page.locator('pre[aria-label="Output"] del').count()).toBe(0);
  });

  it('can be used with the keyboard alone', async () => {
    await open([{ prompt: 'a.prompt', tests: [test('a'), test('b')] }]);
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('search');
    await page.locator('.toggle').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(
      await page
        .locator('.toggle')
        .evaluateAll((all) => all.map((each) => each.getAttribute('aria-expanded'))),
    ).toEqual(['false', 'true']);
    expect(await page.evaluate('document.activeElement.textContent')).toContain('b');
    await page.keyboard.press('Enter');
    expect(await page.locator('.detail').count()).toBe(0);
  });

  it('holds 20,000 results, a page at a time', async () => {
    const tests = Array.from({ length: 10_000 }, (_, at) => test(`test ${at}`));
    await open([{ prompt: 'a.prompt', tests }]);
    expect([await page.locator('#rows tr').count(), await page.locator('#found').textContent()]).toEqual([
      100,
      '10000 tests',
    ]);
    await page.locator('.pager button[data-step="1"]').first().click();
    expect((await shown())[0]).toBe('test 100');
    await page.locator('#search').fill('test 9999');
    expect(await shown()).toEqual(['test 9999']);
    expect(await page.locator('.pager').first().isVisible()).toBe(false);
  });
});
