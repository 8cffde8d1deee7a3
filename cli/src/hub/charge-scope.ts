import { whoseCalls, type ChargeScope, type Member, type PersonalToken } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { firstOf } from './first-of';
import type { OpenOrganization } from './organization';
import { toProjectPath } from './project-paths';

/** For the help of commands that take one. */
export const WHOSE =
  'organization, project, user (each of them), user:<e-mail or me>, key (each of them), key:<name of yours>, ' +
  'prompt:<file> or environment:<name>';

/** Whose calls count, as the command line says it. @throws CommandError (usage) for what is none of these */
export async function parseChargeScope(text: string, place: OpenOrganization): Promise<ChargeScope> {
  const { project, link } = place;
  const colon = text.indexOf(':');
  const [scope, name] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
  const isNamed = name !== '';
  if (!isNamed && (scope === 'organization' || scope === 'user' || scope === 'key')) return { scope };
  if (!isNamed && scope === 'project') return { scope, project };
  if (isNamed && scope === 'user') return { scope, user: await userId(name, place) };
  if (isNamed && scope === 'key') return { scope, key: await tokenId(name, place) };
  if (isNamed && scope === 'prompt') return { scope, project, path: toProjectPath(link, name) };
  if (isNamed && scope === 'environment') return { scope, project, environment: name };
  throw usageError(`“${text}” says not whose calls count. Say one of: ${WHOSE}.`);
}

/** Two budgets or limits of the same scope are about the same calls. */
export function isSameScope(a: ChargeScope, b: ChargeScope): boolean {
  const key = (scope: ChargeScope) => JSON.stringify(Object.entries(scope).sort());
  return key(a) === key(b);
}

/** Words for scopes, with the names of members and of one's own tokens where any is about one. */
export async function scopeWords(
  scopes: readonly ChargeScope[],
  place: OpenOrganization,
): Promise<(scope: ChargeScope) => string> {
  const people = scopes.some((one) => one.scope === 'user' && one.user) ? await members(place) : [];
  const keys = scopes.some((one) => one.scope === 'key' && one.key) ? await tokens(place) : [];
  const names = new Map([
    ...people.map(({ userId: id, name }) => [id, name] as const),
    ...keys.map(({ id, name }) => [id, name] as const),
  ]);
  return (scope) => whoseCalls(scope, (id) => names.get(id));
}

async function userId(name: string, place: OpenOrganization): Promise<string> {
  if (name === 'me') return (await place.hub.me()).id;
  const member = (await members(place)).find(({ email, userId: id }) => email === name || id === name);
  if (!member) throw usageError(`No member of ${place.organization.slug} has the e-mail address “${name}”.`);
  return member.userId;
}

async function tokenId(name: string, place: OpenOrganization): Promise<string> {
  const token = (await tokens(place)).find((one) => one.name === name || one.id === name);
  if (!token) throw usageError(`None of your personal tokens is named “${name}”.`);
  return token.id;
}

function members({ organization }: OpenOrganization): Promise<Member[]> {
  return firstOf(Infinity, (page) => organization.members(page));
}

function tokens({ hub }: OpenOrganization): Promise<PersonalToken[]> {
  return firstOf(Infinity, (page) => hub.personalTokens(page));
}
