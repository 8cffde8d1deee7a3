import type { Command } from '../app';

/** Every command by its id. Each file loads when its command first runs, so that none of them slows activation. */
export const commandLoaders: Readonly<Record<string, () => Promise<Command>>> = {
  'prompthub.run': async () => (await import('./run')).run,
  'prompthub.runWithModel': async () => (await import('./run-with-model')).runWithModel,
  'prompthub.runWithValues': async () => (await import('./run-with-values')).runWithValues,
  'prompthub.stopRun': async () => (await import('./stop-run')).stopRun,
  'prompthub.test': async () => (await import('./test')).test,
  'prompthub.preview': async () => (await import('./preview')).preview,
  'prompthub.showResults': async () => (await import('./show-results')).showResults,
  'prompthub.selectTest': async () => (await import('./select-test')).selectTest,
  'prompthub.toggleInlineValues': async () => (await import('./toggle-inline-values')).toggleInlineValues,
  'prompthub.publish': async () => (await import('./publish')).publish,
  'prompthub.pull': async () => (await import('./pull')).pull,
  'prompthub.mergeBranch': async () => (await import('./merge-branch')).mergeBranch,
  'prompthub.refresh': async () => (await import('./refresh')).refresh,
  'prompthub.showHistory': async () => (await import('./show-history')).showHistory,
  'prompthub.diffWithPublished': async () => (await import('./diff-with-published')).diffWithPublished,
  'prompthub.openVersion': async () => (await import('./open-version')).openVersion,
  'prompthub.diffVersionWithWorkingCopy': async () =>
    (await import('./diff-version-with-working-copy')).diffVersionWithWorkingCopy,
  'prompthub.diffVersionWithPrevious': async () =>
    (await import('./diff-version-with-previous')).diffVersionWithPrevious,
  'prompthub.restoreVersion': async () => (await import('./restore-version')).restoreVersion,
  'prompthub.copyVersionId': async () => (await import('./copy-version-id')).copyVersionId,
  'prompthub.loadMoreVersions': async () => (await import('./load-more-versions')).loadMoreVersions,
  'prompthub.deploy': async () => (await import('./deploy')).deploy,
  'prompthub.deployVersion': async () => (await import('./deploy-version')).deployVersion,
  'prompthub.promote': async () => (await import('./promote')).promote,
  'prompthub.rollBack': async () => (await import('./roll-back')).rollBack,
  'prompthub.diffDeployedWithWorkingCopy': async () =>
    (await import('./diff-deployed-with-working-copy')).diffDeployedWithWorkingCopy,
  'prompthub.diffDeployedWithBranch': async () =>
    (await import('./diff-deployed-with-branch')).diffDeployedWithBranch,
  'prompthub.showDeployments': async () => (await import('./show-deployments')).showDeployments,
  'prompthub.signIn': async () => (await import('./sign-in')).signIn,
  'prompthub.signInWithToken': async () => (await import('./sign-in-with-token')).signInWithToken,
  'prompthub.signOut': async () => (await import('./sign-out')).signOut,
  'prompthub.linkFolder': async () => (await import('./link-folder')).linkFolder,
  'prompthub.setProviderKey': async () => (await import('./set-provider-key')).setProviderKey,
  'prompthub.removeProviderKey': async () => (await import('./remove-provider-key')).removeProviderKey,
  'prompthub.manageMembers': async () => (await import('./manage-members')).manageMembers,
  'prompthub.manageHubKeys': async () => (await import('./manage-hub-keys')).manageHubKeys,
  'prompthub.newPrompt': async () => (await import('./new-prompt')).newPrompt,
  'prompthub.showMenu': async () => (await import('./show-menu')).showMenu,
  'prompthub.restartServer': async () => (await import('./restart-server')).restartServer,
  'prompthub.showLogs': async () => (await import('./show-logs')).showLogs,
};
