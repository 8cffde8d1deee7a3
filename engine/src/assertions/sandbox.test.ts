import { runInSandbox, SandboxError, type SandboxLimits } from './sandbox';

const quick: SandboxLimits = { timeMs: 100, memoryBytes: 16 * 1024 * 1024, stackBytes: 256 * 1024 };
const patient: SandboxLimits = { ...quick, timeMs: 10_000 };
const run = (code: string, globals = {}): Promise<unknown> => runInSandbox(code, globals, patient);
const kindOf = async (code: string, limits: SandboxLimits): Promise<string> => {
  const error: unknown = await runInSandbox(code, {}, limits).catch((reason: unknown) => reason);
  return error instanceof SandboxError ? error.kind : `not an error: ${JSON.stringify(error)}`;
};

describe('what it runs', () => {
  test.each<[string, unknown]>([
    ['1 + 1', 2],
    ['1 + 1;', 2],
    ['output.length > 3 // long enough', true],
    ['{ "a": [1, null] }', { a: [1, null] }],
    ['const n = output.length; return n', 5],
    ['if (output === "hello") {\n  return { pass: true }\n}\nreturn false', { pass: true }],
    ['await Promise.resolve(7)', 7],
    ['new Promise((resolve) => resolve(context.vars.name))', 'Ada'],
    ['return', undefined],
    ['undefined', undefined],
    ['() => 1', undefined],
    ['"ü 🎉"', 'ü 🎉'],
  ])('%j gives %j', async (code, expected) => {
    expect(await run(code, { output: 'hello', context: { vars: { name: 'Ada' } } })).toEqual(expected);
  });

  test('every run starts afresh', async () => {
    await run('globalThis.leftover = 1; Array.prototype.includes = () => true; return 1');
    expect(await run('typeof leftover + [1].includes(2)')).toBe('undefinedfalse');
  });

  test('its own data cannot reach ours', async () => {
    const context = { vars: { list: [1] } };
    await run('context.vars.list.push(2); return 1', { context });
    expect(context.vars.list).toEqual([1]);
  });
});

describe('what it cannot reach', () => {
  test.each([
    'process',
    'require',
    'module',
    'fetch',
    'XMLHttpRequest',
    'WebAssembly',
    'setTimeout',
    'console',
    'Buffer',
    'global',
    'std',
    'os',
    'Deno',
    'globalThis.process',
  ])('%s', async (name) => {
    expect(await run(`typeof ${name}`)).toBe('undefined');
  });

  test.each([
    "globalThis.constructor.constructor('return typeof process')()",
    "Function('return typeof process')()",
    "(0, eval)('typeof process')",
    "output.constructor.constructor('return typeof require')()",
    "context.vars.constructor.constructor('return typeof process')()",
    "(async () => {}).constructor('return typeof process')().then((x) => x)",
    "(function* () {}).constructor('yield typeof process')().next().value",
    "Reflect.construct(Function, ['return typeof process'])()",
    "[].map.constructor('return typeof process')()",
    "Object.getPrototypeOf(Object.getPrototypeOf(async function () {})).constructor('return typeof process')()",
  ])('a constructor chain: %s', async (code) => {
    expect(await run(code, { output: 'x', context: { vars: {} } })).toBe('undefined');
  });

  test.each([
    "import('node:fs')",
    "import('fs').then((fs) => fs.readFileSync('/etc/hostname'))",
    "const fs = await import('fs'); return fs",
    'Error.prepareStackTrace = (_, frames) => frames; return new Error().stack[0].getThis()',
    'arguments.callee.caller.caller',
    'import.meta.url',
  ])('nothing comes of: %s', async (code) => {
    await expect(run(code)).rejects.toBeInstanceOf(SandboxError);
  });

  test('tampering with what the host calls gives the host nothing but data', async () => {
    expect(await run('JSON.stringify = () => "[1]"; return {}')).toEqual([1]);
    expect(await run('Object.prototype.toJSON = () => 5; return {}')).toBe(5);
    expect(await run('return JSON.parse(\'{"__proto__": {"polluted": true}}\')')).toBeDefined();
    expect({}).not.toHaveProperty('polluted');
  });

  test.each([
    'throw { get name() { throw new Error("again") } }',

    'throw new Proxy({}, { get() { throw 1 } })',
    'return { get x() { throw new Error("late") } }',
    'return new Proxy({}, { ownKeys() { throw new Error("late") } })',
    'JSON.stringify = () => { throw null }; return {}',
    'const a = {}; a.a = a; return a',
    'throw undefined',
    'throw Symbol("x")',
    'return 1n',
  ])('a hostile result is a plain failure: %s', async (code) => {
    await expect(run(code)).rejects.toBeInstanceOf(SandboxError);
    expect(await run('1')).toBe(1);
  });
});

describe('what it stops', () => {
  test.each([
    ['time', 'while (true) {}'],
    ['time', 'for (;;) { try { while (true) {} } catch {} }'],
    ['time', "/(a+)+$/.test('a'.repeat(50) + 'b')"],
    ['time', 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
    ['time', 'throw { get name() { while (true); } }'],
    ['time', 'const again = () => Promise.resolve().then(again); return again()'],
    ['time', 'await (async function f() { for (;;) await null })()'],
    ['memory', "'x'.repeat(2 ** 29)"],
    ['memory', 'const all = []; for (;;) all.push(new Uint8Array(1e6))'],
    ['memory', 'const all = []; for (let i = 0; ; i++) all.push({ i })'],
    ['memory', 'new ArrayBuffer(2 ** 30)'],
    ['stack', '(function f() { return f() + 1 })()'],
    ['stack', "JSON.parse('['.repeat(1e6))"],
    ['result', 'new Promise(() => {})'],
    ['result', "'x'.repeat(2e6)"],
    ['syntax', 'this is no code'],
    ['thrown', 'throw new Error("mine")'],
    ['thrown', 'output.nothing.there'],
  ])('%s: %s', async (kind, code) => {
    expect(await kindOf(code, kind === 'time' ? quick : patient)).toBe(kind);
    // And the next run is as good as new.
    expect(await run('1 + 1')).toBe(2);
  });

  test('one that breaks the interpreter does not harm those beside it', async () => {
    const bomb = 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)';
    const results = await Promise.allSettled([
      run('1'),
      runInSandbox(bomb, {}, quick),
      run('2'),
      runInSandbox(bomb, {}, quick),
      run('3'),
    ]);
    expect(results.map((result) => (result.status === 'fulfilled' ? result.value : 'stopped'))).toEqual([
      1,
      'stopped',
      2,
      'stopped',
      3,
    ]);
  });
});
