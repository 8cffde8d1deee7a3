import type { Role } from './messages';
import type { Reporter } from './reporter';

const OURS: Readonly<Record<string, Role>> = {
  system: 'system',
  user: 'user',
  assistant: 'model',
  tool: 'tool',
};
/** Roles of some providers that say nearly the same. */
const NEAREST: Readonly<Record<string, Role>> = { developer: 'system', function: 'tool' };

/** A role as OpenAI names it, which the other formats do; a role that we do not have is reported. */
export function roleFrom(role: string, field: string, report: Reporter): Role {
  const ours = Object.hasOwn(OURS, role) ? OURS[role] : undefined;
  if (ours) return ours;
  const nearest = (Object.hasOwn(NEAREST, role) ? NEAREST[role] : undefined) ?? 'user';
  report.changed(field, `The role “${role}” became “${nearest}”.`);
  return nearest;
}

/** The way back. */
export function roleTo(role: Role): string {
  return role === 'model' ? 'assistant' : role;
}
