/** Answers as OpenAPI shows them. */
const id = '0198b7c2-5d1e-7a40-9f2b-3c4d5e6f7a8b';
const at = '2026-01-15T09:30:00.000Z';
const later = '2026-04-15T09:30:00.000Z';

export const tokenExample = {
  access_token: 'eyJhbGciOiJIUzI1NiJ9.…',
  token_type: 'Bearer',
  expires_in: 900,
  refresh_token: 'phr_…',
};

export const organizationExample = { id, slug: 'acme', name: 'Acme', role: 'owner', createdAt: at };
export const memberExample = {
  userId: id,
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  role: 'editor',
  joinedAt: at,
};

export const meExample = {
  id,
  email: 'ada@example.com',
  name: 'Ada Lovelace',
  memberships: [{ organization: 'acme', organizationName: 'Acme', role: 'owner' }],
};

export const personalTokenExample = {
  id,
  name: 'continuous integration',
  scopes: ['read', 'execute'],
  createdAt: at,
  expiresAt: later,
};

export const invitationExample = {
  id,
  email: 'ada@example.com',
  role: 'editor',
  createdAt: at,
  expiresAt: later,
};

export const projectExample = {
  id,
  organization: 'acme',
  slug: 'support-desk',
  name: 'Support desk',
  description: 'Prompts of the support desk',
  defaultBranch: 'main',
  createdAt: at,
  updatedAt: at,
};

export const auditExample = {
  id,
  at,
  action: 'member.role-changed',
  actor: { id, name: 'Ada Lovelace' },
  target: 'grace@example.com',
  details: { from: 'viewer', to: 'editor' },
  requestId: '8c820dfd-9e94-4b14-853b-7ccc3529e8d7',
  ip: '127.0.0.1',
};

export const failedSignInExample = {
  id,
  at,
  action: 'auth.sign-in.failed',
  actor: { name: 'anonymous' },
  target: 'ada@example.com',
  details: { reason: 'wrong credentials' },
  requestId: '8c820dfd-9e94-4b14-853b-7ccc3529e8d7',
  ip: '127.0.0.1',
};
