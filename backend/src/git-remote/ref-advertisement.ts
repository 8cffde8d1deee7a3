import { FLUSH, pktLine } from './pkt-line';
import { type GitRef, headRef, type ProjectRefs } from './project-refs';

export type GitService = 'git-upload-pack' | 'git-receive-pack';

/** 0 and 1 differ in one line; 2 begins with capabilities and lists refs when asked (gitprotocol-v2). */
export type ProtocolVersion = 0 | 1 | 2;

export const AGENT = 'agent=prompthub';
export const NO_OBJECT = '0'.repeat(40);

/** What a request asks for in its header `Git-Protocol`: `version=2`, perhaps among other keys. */
export function protocolVersion(header: string | undefined): ProtocolVersion {
  const keys = (header ?? '').split(':');
  return keys.includes('version=2') ? 2 : keys.includes('version=1') ? 1 : 0;
}

/** The first answer of versions 0 and 1: every ref, and on the first line what the hub can do (gitprotocol-http). */
export function advertiseRefs(
  service: GitService,
  refs: ProjectRefs,
  { version, capabilities }: { version: ProtocolVersion; capabilities: readonly string[] },
): Buffer {
  const fetched = service === 'git-upload-pack';
  const head = fetched ? headRef(refs) : undefined;
  const listed = [
    ...(head === undefined ? [] : [{ name: 'HEAD', id: head.id }]),
    ...refs.refs.flatMap((ref) => (fetched ? withPeeled(ref) : [ref])),
  ];
  // A project without branches has one line all the same, for the capabilities.
  const lines = listed.length > 0 ? listed : [{ name: 'capabilities^{}', id: NO_OBJECT }];
  return Buffer.concat([
    pktLine(`# service=${service}\n`),
    FLUSH,
    ...(version === 1 ? [pktLine('version 1\n')] : []),
    ...lines.map(({ name, id }, index) =>
      pktLine(index === 0 ? `${id} ${name}\0${capabilities.join(' ')}\n` : `${id} ${name}\n`),
    ),
    FLUSH,
  ]);
}

function withPeeled(ref: GitRef): GitRef[] {
  return ref.peeled === undefined ? [ref] : [ref, { name: `${ref.name}^{}`, id: ref.peeled }];
}

/** The first answer of version 2. */
export function advertiseCapabilities(): Buffer {
  const lines = ['version 2', AGENT, 'ls-refs=unborn', 'fetch=shallow filter', 'object-format=sha1'];
  return Buffer.concat([...lines.map((line) => pktLine(`${line}\n`)), FLUSH]);
}

/** Version 2's command `ls-refs`. */
export function listRefs(refs: ProjectRefs, args: readonly string[]): Buffer {
  const prefixes = args.flatMap((arg) => (arg.startsWith('ref-prefix ') ? [arg.slice(11)] : []));
  const wanted = (name: string) =>
    prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix));
  const head = headRef(refs);
  const lines: string[] = [];
  if (wanted('HEAD')) {
    const target = args.includes('symrefs') ? ` symref-target:${refs.head}` : '';
    if (head !== undefined) lines.push(`${head.id} HEAD${target}`);
    else if (args.includes('unborn')) lines.push(`unborn HEAD${target}`);
  }
  for (const { name, id, peeled } of refs.refs) {
    const target = args.includes('peel') && peeled !== undefined ? ` peeled:${peeled}` : '';
    if (wanted(name)) lines.push(`${id} ${name}${target}`);
  }
  return Buffer.concat([...lines.map((line) => pktLine(`${line}\n`)), FLUSH]);
}
