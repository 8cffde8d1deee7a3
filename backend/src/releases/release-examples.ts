import type { Deployment, Environment, Label, LabelMove, ResolvedPrompt, UsedBy } from '@prompthub/protocol';

/** Answers shown in the API's documentation. */
const id = '0198b7c2-5d1e-7a40-9f2b-3c4d5e6f7a8b';
const path = 'triage.prompt';
const commit = '9f2c1e5b7a8d4c3f6e0b1a2d3c4e5f60718293a4';
const before = '1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d';
const circumstances = {
  why: 'Asks for the order number first',
  by: { id, name: 'Ada Lovelace' },
  at: '2026-11-22T09:30:00.000Z',
};

export const EXAMPLE_ENVIRONMENT: Environment = {
  name: 'production',
  protected: true,
  project: { commit: before, behind: 3, ...circumstances },
  prompts: [{ path, commit, behind: 0, ...circumstances }],
};
export const EXAMPLE_DEPLOYMENT: Deployment = {
  id,
  environment: 'staging',
  path,
  kind: 'deployed',
  from: before,
  to: commit,
  ...circumstances,
};
export const EXAMPLE_PROMOTION: Deployment = {
  id,
  environment: 'production',
  kind: 'promoted',
  from: before,
  to: commit,
  source: 'staging',
  ...circumstances,
};
export const EXAMPLE_ROLLBACK: Deployment = {
  ...EXAMPLE_DEPLOYMENT,
  kind: 'rolled-back',
  from: commit,
  to: before,
  why: 'Answers in the wrong language',
};
export const EXAMPLE_LABEL: Label = { path, label: 'stable', commit, ...circumstances };
export const EXAMPLE_LABEL_MOVE: LabelMove = {
  id,
  label: 'stable',
  path,
  kind: 'moved',
  from: before,
  to: commit,
  ...circumstances,
};
export const EXAMPLE_PROMPT: ResolvedPrompt = {
  path,
  blob: '5dd01c177f5d7d1be5346a5bc18a569a7410c2ef',
  content: '---\nmodel: openai/gpt-5-mini\n---\n{{> style}}\nClassify the ticket: {{ticket}}\n',
  commit,
  environment: 'production',
  partials: {
    style: {
      path: '_style.prompt',
      blob: '2b297e643c551e76cfa1f93810c50811382f9117',
      content: 'Be brief.\n',
    },
  },
};
export const EXAMPLE_USED_BY: UsedBy = {
  path: '_style.prompt',
  commit,
  items: [{ path, direct: true }],
};
