import type { RefCommand } from './push-commands';
import type { PushRefusedError } from './push-refusals';
import { FLUSH, pktLine } from './pkt-line';
import { sideBandData, sideBandMessage } from './side-band';

/** What became of a push (gitprotocol-pack, "Report Status"): all of its refs have moved, or none. */
export function pushReport(
  commands: readonly RefCommand[],
  refused: PushRefusedError | undefined,
  capabilities: ReadonlySet<string>,
): Buffer[] {
  const lines = [
    `unpack ${refused !== undefined && refused.ref === undefined ? oneLine(refused.reason) : 'ok'}`,
    ...commands.map(({ ref }) => verdict(ref, refused)),
  ];
  const report = Buffer.concat([...lines.map((line) => pktLine(`${line}\n`)), FLUSH]);
  const wanted = capabilities.has('report-status') ? report : FLUSH;
  if (!capabilities.has('side-band-64k')) return [wanted];
  const told = refused === undefined || refused.explanation.length === 0 ? [] : [refused.explanation];
  return [...told.map(sideBandMessage), sideBandData(wanted), FLUSH];
}

function verdict(ref: string, refused: PushRefusedError | undefined): string {
  if (refused === undefined) return `ok ${ref}`;
  if (refused.ref === ref) return `ng ${ref} ${oneLine(refused.reason)}`;
  return `ng ${ref} ${refused.ref === undefined ? 'nothing was saved' : `nothing moved, because ${refused.ref} was refused`}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 1_000);
}
