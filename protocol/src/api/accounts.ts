import { z } from 'zod';
import { instant, page, slug, uuid } from './common';

/**
 * Accounts, sign-in and membership.
 *
 *   GET    /oauth/authorize            the hub's own sign-in page (HTML); PKCE S256 only; then 302 to redirect_uri?code=&state=
 *   POST   /oauth/token                form or JSON: authorization_code or refresh_token → TokenResponse
 *   POST   /oauth/revoke               { token } → 200
 *   GET    /link?token=…               one-time sign-in link: sets the session cookie, asks for a password, shows what next
 *   GET    /api/v1/me                  → Me
 *   GET|POST        /api/v1/me/tokens            personal access tokens; DELETE /api/v1/me/tokens/:id
 *   GET|POST        /api/v1/organizations
 *   GET|PATCH|DELETE /api/v1/organizations/:organization
 *   GET             /api/v1/organizations/:organization/members
 *   PATCH|DELETE    /api/v1/organizations/:organization/members/:userId
 *   GET|POST        /api/v1/organizations/:organization/invitations; DELETE …/:id
 *   POST            /api/v1/invitations/accept   { token, name, password } → TokenResponse (also a page at /invitation?token=)
 *   GET|POST        /api/v1/organizations/:organization/projects
 *   GET|PATCH|DELETE /api/v1/projects/:organization/:project
 *   GET             /api/v1/organizations/:organization/audit
 *   GET             /api/v1/me/audit     what happened to the account, failed sign-ins included
 *
 * `:organization` and `:project` are slugs.
 */
export const role = z.enum(['owner', 'admin', 'editor', 'viewer']).meta({ id: 'Role' });
export type OrganizationRole = z.infer<typeof role>;

export const password = z
  .string()
  .min(12, 'use at least 12 characters')
  .max(256, 'use at most 256 characters');

export const me = z
  .object({
    id: uuid,
    email: z.email(),
    name: z.string(),
    memberships: z.array(z.object({ organization: slug, organizationName: z.string(), role })),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

/** RFC 6749 §5.1. The access token is a JWT of 15 minutes; the refresh token rotates at each use. */
export const tokenResponse = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int(),
    refresh_token: z.string(),
    scope: z.string().optional(),
  })
  .meta({ id: 'TokenResponse' });
export type TokenResponse = z.infer<typeof tokenResponse>;

/** What a personal access token may do. `write` includes `read`. */
export const tokenScope = z.enum(['read', 'write', 'execute', 'admin']).meta({ id: 'TokenScope' });
export type TokenScope = z.infer<typeof tokenScope>;

export const createPersonalToken = z
  .object({
    name: z.string().min(1).max(100),
    scopes: z.array(tokenScope).min(1),
    expiresInDays: z.int().min(1).max(366).default(90),
  })
  .meta({ examples: [{ name: 'continuous integration', scopes: ['read', 'execute'], expiresInDays: 90 }] });
export type CreatePersonalToken = z.infer<typeof createPersonalToken>;
export const personalToken = z
  .object({
    id: uuid,
    name: z.string(),
    scopes: z.array(tokenScope),
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.optional(),
  })
  .meta({ id: 'PersonalToken' });
export type PersonalToken = z.infer<typeof personalToken>;
/** The only time that `token` (`phub_…`) is shown. */
export const createdPersonalToken = personalToken
  .extend({ token: z.string() })
  .meta({ id: 'CreatedPersonalToken' });
export type CreatedPersonalToken = z.infer<typeof createdPersonalToken>;

export const organization = z
  .object({ id: uuid, slug, name: z.string(), role, createdAt: instant })
  .meta({ id: 'Organization' });
export type Organization = z.infer<typeof organization>;
export const createOrganization = z
  .object({ slug, name: z.string().min(1).max(200) })
  .meta({ examples: [{ slug: 'acme', name: 'Acme' }] });
export const updateOrganization = z
  .object({ name: z.string().min(1).max(200) })
  .meta({ examples: [{ name: 'Acme Inc.' }] });

export const member = z
  .object({ userId: uuid, email: z.email(), name: z.string(), role, joinedAt: instant })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof member>;
export const memberPage = page(member);
export const updateMember = z.object({ role }).meta({ examples: [{ role: 'editor' }] });

export const createInvitation = z
  .object({ email: z.email(), role })
  .meta({ examples: [{ email: 'ada@example.com', role: 'editor' }] });
export const invitation = z
  .object({
    id: uuid,
    email: z.email(),
    role,
    createdAt: instant,
    expiresAt: instant,
    acceptedAt: instant.optional(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitation>;
/** The only time that the link is shown. */
export const createdInvitation = invitation.extend({ url: z.url() }).meta({ id: 'CreatedInvitation' });
export type CreatedInvitation = z.infer<typeof createdInvitation>;
export const acceptInvitation = z
  .object({ token: z.string(), name: z.string().min(1).max(200), password })
  .meta({ examples: [{ token: 'phi_…', name: 'Ada Lovelace', password: 'correct horse battery staple' }] });

export const project = z
  .object({
    id: uuid,
    organization: slug,
    slug,
    name: z.string(),
    description: z.string(),
    /** The branch used when none is named: `main`. */
    defaultBranch: z.string(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof project>;
export const createProject = z
  .object({
    slug,
    name: z.string().min(1).max(200),
    description: z.string().max(2000).default(''),
  })
  .meta({
    examples: [{ slug: 'support-desk', name: 'Support desk', description: 'Prompts of the support desk' }],
  });
export const updateProject = createProject
  .pick({ name: true, description: true })
  .partial()
  .meta({ examples: [{ description: 'Prompts of the first line' }] });

export const auditEvent = z
  .object({
    id: uuid,
    at: instant,
    /** Dotted, past tense: `auth.sign-in.failed`, `registry.commit.created`. */
    action: z.string(),
    actor: z.object({ id: uuid.optional(), name: z.string() }),
    target: z.string(),
    details: z.record(z.string(), z.unknown()),
    requestId: z.string().optional(),
    ip: z.string().optional(),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEvent = z.infer<typeof auditEvent>;
export const auditPage = page(auditEvent);
