import { isIP } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { LogLevel } from './hub-config';

/** What whoever starts the hub may set: flags first, then the environment, then defaults. */
export interface Settings {
  command: 'serve' | 'reset' | 'help';
  host: string;
  port: number;
  /** Absolute. */
  dataDir: string;
  /** Undefined: `http://localhost:<port>`. */
  publicUrl: string | undefined;
  logLevel: LogLevel;
  trustProxy: string;
  /** Undefined: the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  databaseAppUrl: string | undefined;
  databasePool: number;
  redisUrl: string | undefined;
  encryptionKeys: readonly Buffer[] | undefined;
  jwtKeys: readonly Buffer[] | undefined;
  oauthRedirectUris: readonly string[];
  allowedProviderHosts: readonly string[];
  testConcurrency: number;
  testRunDays: number;
  observationDays: number;
  owner: { email: string; name: string };
  /** Print a one-time link although someone has signed in before. */
  signInLink: boolean;
  /** Do not ask. */
  yes: boolean;
}

/** One or more problems with flags or environment; the message is for the terminal. */
export class SettingsError extends Error {}

export const USAGE = `Usage: npm start -- [options]     (or: prompthub serve [options])

  --port <n>          port to listen on (PORT; default 4100)
  --host <address>    address to listen on (HOST; default 127.0.0.1)
  --data-dir <path>   where the hub keeps keys and, embedded, its database (PROMPTHUB_DATA_DIR; default .prompthub)
  --public-url <url>  where people reach the hub (PROMPTHUB_PUBLIC_URL; default http://localhost:<port>)
  --log-level <name>  fatal, error, warn, info, debug, trace or silent (PROMPTHUB_LOG_LEVEL; default warn)
  --sign-in-link      print a new one-time sign-in link for the owner
  --help              this text

Environment for a PostgreSQL of your own (14 or newer):
  DATABASE_URL              its owner: migrations run as this role
  DATABASE_APP_URL          optional login of its own for the hub's work; else the owner steps down to prompthub_app
  DATABASE_POOL             connections at most (default 10), besides one that listens
  PROMPTHUB_ENCRYPTION_KEY  required then: 32 bytes in base64; several, separated by commas, to rotate (first is used)
  PROMPTHUB_JWT_KEY         required then: 32 bytes or more in base64; several, separated by commas, to rotate

More environment:
  REDIS_URL                 a Redis that several hubs share: kept answers, faster rate limits, e.g. redis://localhost:6379 (default none)
  PROMPTHUB_TRUST_PROXY     reverse proxies whose X-Forwarded-For is believed, e.g. loopback,10.0.0.0/8 (default none)
  PROMPTHUB_REDIRECT_URIS   further OAuth redirect URIs, separated by spaces
  PROMPTHUB_ALLOWED_PROVIDER_HOSTS   model hosts that may be local or without TLS, for example localhost:11434
  PROMPTHUB_TEST_CONCURRENCY   tests that this hub runs at a time (default 8); 0: it leaves them to other hubs
  PROMPTHUB_TEST_RUN_DAYS   how long runs of tests and their results are kept (default 90); 0: for ever
  PROMPTHUB_OBSERVATION_DAYS   how long what was observed of an experiment is kept after its end (default 90); 0: for ever
  PROMPTHUB_OWNER_EMAIL, PROMPTHUB_OWNER_NAME   the first account, made on an empty database
`;

const optionalText = z.string().optional();
const schema = z
  .object({
    port: z.coerce.number('must be a number').int().min(0).max(65_535).default(4100),
    host: z.string().default('127.0.0.1'),
    dataDir: z.string().default('.prompthub'),
    publicUrl: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
    logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
    trustProxy: proxies(),
    databaseUrl: postgresUrl(),
    databaseAppUrl: postgresUrl(),
    databasePool: z.coerce.number('must be a number').int().min(2).max(500).default(10),
    redisUrl: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' }).optional(),
    encryptionKeys: keys({ exactly: 32 }),
    jwtKeys: keys({ atLeast: 32 }),
    oauthRedirectUris: words(),
    allowedProviderHosts: words(),
    testConcurrency: z.coerce.number('must be a number').int().min(0).max(1000).default(8),
    testRunDays: z.coerce.number('must be a number').int().min(0).max(36_500).default(90),
    observationDays: z.coerce.number('must be a number').int().min(0).max(36_500).default(90),
    ownerEmail: z.email('must be an e-mail address').default('owner@prompthub.localhost'),
    ownerName: z.string().min(1).max(200).default('Owner'),
  })
  .superRefine((values, context) => {
    if (values.databaseUrl === undefined) return;
    for (const name of ['encryptionKeys', 'jwtKeys'] as const)
      if (values[name] === undefined)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'is required with DATABASE_URL. Make one with: openssl rand -base64 32',
        });
  });

/** Where each value comes from: environment variable, and flag if there is one. */
const SOURCES: Readonly<Record<string, readonly [variable: string, flag?: string]>> = {
  port: ['PORT', 'port'],
  host: ['HOST', 'host'],
  dataDir: ['PROMPTHUB_DATA_DIR', 'data-dir'],
  publicUrl: ['PROMPTHUB_PUBLIC_URL', 'public-url'],
  logLevel: ['PROMPTHUB_LOG_LEVEL', 'log-level'],
  trustProxy: ['PROMPTHUB_TRUST_PROXY'],
  databaseUrl: ['DATABASE_URL'],
  databaseAppUrl: ['DATABASE_APP_URL'],
  databasePool: ['DATABASE_POOL'],
  redisUrl: ['REDIS_URL'],
  encryptionKeys: ['PROMPTHUB_ENCRYPTION_KEY'],
  jwtKeys: ['PROMPTHUB_JWT_KEY'],
  oauthRedirectUris: ['PROMPTHUB_REDIRECT_URIS'],
  allowedProviderHosts: ['PROMPTHUB_ALLOWED_PROVIDER_HOSTS'],
  testConcurrency: ['PROMPTHUB_TEST_CONCURRENCY'],
  testRunDays: ['PROMPTHUB_TEST_RUN_DAYS'],
  observationDays: ['PROMPTHUB_OBSERVATION_DAYS'],
  ownerEmail: ['PROMPTHUB_OWNER_EMAIL'],
  ownerName: ['PROMPTHUB_OWNER_NAME'],
};

/** @throws SettingsError naming each flag or variable that is wrong, never its value. */
export function loadSettings(argv: readonly string[], environment: NodeJS.ProcessEnv): Settings {
  const flags = readFlags(argv);
  const given = Object.entries(SOURCES).map(([name, [variable, flag]]) => {
    const value = (flag === undefined ? undefined : flags[flag]) ?? environment[variable];
    return [name, value === '' ? undefined : value];
  });
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success)
    throw new SettingsError(parsed.error.issues.map((issue) => lineOf(issue, flags)).join('\n'));
  const { ownerEmail, ownerName, ...values } = parsed.data;
  return {
    ...values,
    databaseUrl: values.databaseUrl,
    databaseAppUrl: values.databaseAppUrl,
    redisUrl: values.redisUrl,
    command: flags['help'] === true ? 'help' : flags['reset'] === true ? 'reset' : 'serve',
    dataDir: path.resolve(values.dataDir),
    publicUrl: values.publicUrl?.replace(/\/+$/, ''),
    owner: { email: ownerEmail, name: ownerName },
    signInLink: flags['sign-in-link'] === true,
    yes: flags['yes'] === true,
  };
}

function readFlags(argv: readonly string[]): Record<string, string | boolean | undefined> {
  const text = { type: 'string' } as const;
  const yesOrNo = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: text,
        host: text,
        'data-dir': text,
        'public-url': text,
        'log-level': text,
        'sign-in-link': yesOrNo,
        reset: yesOrNo,
        yes: yesOrNo,
        help: { ...yesOrNo, short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new SettingsError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function lineOf(issue: z.core.$ZodIssue, flags: Record<string, unknown>): string {
  const [variable, flag] = SOURCES[String(issue.path[0])] ?? ['settings'];
  const name = flag !== undefined && flags[flag] !== undefined ? `--${flag}` : variable;
  return `${name}: ${issue.message}`;
}

function proxies() {
  return z
    .string()
    .default('')
    .refine((text) => text.split(',').every((part) => text === '' || isProxy(part.trim())), {
      error: 'must be addresses or subnets, separated by commas, for example loopback,10.0.0.0/8',
    });
}

/** An address or subnet, or a name that Fastify knows for one. A number of hops could be forged by whoever adds one. */
function isProxy(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0) return ['loopback', 'linklocal', 'uniquelocal'].includes(text);
  const widest = version === 4 ? 32 : 128;
  return (
    rest.length === 0 &&
    (bits === undefined || (/^\d+$/.test(bits) && Number(bits) >= 1 && Number(bits) <= widest))
  );
}

function words() {
  return optionalText.transform((text) => text?.split(/[\s,]+/).filter(Boolean) ?? []);
}

function postgresUrl() {
  return z.url({ protocol: /^postgres(?:ql)?$/, error: 'must be a postgresql:// URL' }).optional();
}

function keys(size: { exactly: number } | { atLeast: number }) {
  const fits = (key: Buffer): boolean =>
    'exactly' in size ? key.length === size.exactly : key.length >= size.atLeast;
  const wanted = 'exactly' in size ? `${size.exactly} bytes` : `at least ${size.atLeast} bytes`;
  return optionalText
    .transform((text) => text?.split(',').map((part) => Buffer.from(part.trim(), 'base64')))
    .refine((list) => list === undefined || list.every(fits), { message: `must be ${wanted} in base64` });
}
