import type { OrganizationRole, TokenScope } from '@prompthub/protocol';

/**
 * Who may do what: the one table. `roles` lists every role that has the permission; `scope` is what a personal
 * access token needs besides.
 */
export const PERMISSIONS = {
  'organization.read': { roles: ['owner', 'admin', 'editor', 'viewer'], scope: 'read' },
  'organization.manage': { roles: ['owner', 'admin'], scope: 'admin' },
  'organization.delete': { roles: ['owner'], scope: 'admin' },
  'organization.leave': { roles: ['owner', 'admin', 'editor', 'viewer'], scope: 'admin' },
  'members.read': { roles: ['owner', 'admin', 'editor', 'viewer'], scope: 'read' },
  'members.manage': { roles: ['owner', 'admin'], scope: 'admin' },
  'invitations.read': { roles: ['owner', 'admin'], scope: 'read' },
  'projects.create': { roles: ['owner', 'admin', 'editor'], scope: 'write' },
  'project.read': { roles: ['owner', 'admin', 'editor', 'viewer'], scope: 'read' },
  'project.write': { roles: ['owner', 'admin', 'editor'], scope: 'write' },
  /** Versions of protected branches, and taking tags away. */
  'project.write-protected': { roles: ['owner', 'admin'], scope: 'write' },
  'project.execute': { roles: ['owner', 'admin', 'editor'], scope: 'execute' },
  'project.manage': { roles: ['owner', 'admin'], scope: 'admin' },
  'environments.manage': { roles: ['owner', 'admin'], scope: 'admin' },
  /** Moving labels as well. */
  'releases.deploy': { roles: ['owner', 'admin', 'editor'], scope: 'write' },
  'releases.deploy-protected': { roles: ['owner', 'admin'], scope: 'write' },
  'experiments.read': { roles: ['owner', 'admin', 'editor', 'viewer'], scope: 'read' },
  /** Saying who was shown their arm, and what became of it: what applications do that run prompts. Running one takes `releases.deploy…`. */
  'experiments.observe': { roles: ['owner', 'admin', 'editor'], scope: 'execute' },
  'executions.read': { roles: ['owner', 'admin', 'editor', 'viewer'], scope: 'read' },
  /** Budgets and rate limits: who works under them may see them. */
  'spending.read': { roles: ['owner', 'admin', 'editor', 'viewer'], scope: 'read' },
  'spending.manage': { roles: ['owner', 'admin'], scope: 'admin' },
  'provider-keys.read': { roles: ['owner', 'admin', 'editor'], scope: 'read' },
  'provider-keys.manage': { roles: ['owner', 'admin'], scope: 'admin' },
  'audit.read': { roles: ['owner', 'admin'], scope: 'admin' },
} as const satisfies Record<string, { roles: readonly OrganizationRole[]; scope: TokenScope }>;

export type Permission = keyof typeof PERMISSIONS;

export function roleAllows(role: OrganizationRole, permission: Permission): boolean {
  const roles: readonly OrganizationRole[] = PERMISSIONS[permission].roles;
  return roles.includes(role);
}

/** `write` includes `read`; the other scopes stand alone. */
export function scopesAllow(scopes: readonly TokenScope[], needed: TokenScope): boolean {
  return scopes.includes(needed) || (needed === 'read' && scopes.includes('write'));
}
