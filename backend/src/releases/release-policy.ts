import type { Permission } from '../access/permissions';

/** What moving something in an environment needs: the one place that decides it. */
export function permissionToMove(environment: { readonly protected: boolean }): Permission {
  return environment.protected ? 'releases.deploy-protected' : 'releases.deploy';
}
