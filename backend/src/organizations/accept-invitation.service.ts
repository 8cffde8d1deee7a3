import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { TokenResponse } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service';
import { hashPassword } from '../auth/passwords/password-hash';
import {
  findUserByEmail,
  PasswordSignInService,
  recordSignIn,
} from '../auth/passwords/password-sign-in.service';
import { RateLimitsService } from '../auth/passwords/rate-limits.service';
import { SessionsService } from '../auth/sessions/sessions.service';
import { UserEntity } from '../auth/user.entity';
import type { Origin } from '../common/actor';
import { ProblemError } from '../common/problem';
import { hashSecret } from '../common/secret';
import { uuidV7 } from '../common/uuid';
import { InvitationEntity } from './invitation.entity';
import { OrganizationEntity } from './organization.entity';

export interface OpenInvitation {
  invitation: InvitationEntity;
  organizationName: string;
  /** Whether the invited address has an account already. */
  known: boolean;
}

/** How the invited person shows who they are: by a new account, their password, or being signed in. */
export type Proof = { name: string; password: string } | { signedInAs: string };

@Injectable()
export class AcceptInvitationService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly limits: RateLimitsService,
    private readonly passwords: PasswordSignInService,
    private readonly sessions: SessionsService,
  ) {}

  /** @throws ProblemError 410 `invitation-used` */
  async look(origin: Origin, token: string): Promise<OpenInvitation> {
    await this.limits.attempt('secret', origin);
    const invitation = await findOpen(this.dataSource.manager, token);
    const organization = await this.dataSource.manager.findOneBy(OrganizationEntity, {
      id: invitation.organizationId,
    });
    if (organization === null) throw used();
    await this.limits.succeeded('secret', origin);
    const known = (await findUserByEmail(this.dataSource, invitation.email)) !== null;
    return { invitation, organizationName: organization.name, known };
  }

  /** Makes the person a member. @throws ProblemError 401 `wrong-credentials`, 410 `invitation-used` */
  async accept(origin: Origin, token: string, proof: Proof): Promise<UserEntity> {
    const { invitation, known } = await this.look(origin, token);
    const existing = known ? await this.#prove(origin, invitation, proof) : undefined;
    const passwordHash = !known && 'password' in proof ? await hashPassword(proof.password) : undefined;
    return this.dataSource.transaction(async (manager) => {
      const open = await findOpen(manager, token, { lock: true });
      const user = existing ?? (await this.#createUser(manager, open, { proof, passwordHash }));
      await manager.update(InvitationEntity, { id: open.id }, { acceptedAt: new Date() });
      await join(manager, open, user.id);
      await this.audit.record(
        manager,
        { ...origin, userId: user.id, name: user.name },
        {
          action: 'invitation.accepted',
          target: user.email,
          organizationId: open.organizationId,
          details: { id: open.id, role: open.role },
        },
      );
      if (existing === undefined) await recordSignIn(manager, this.audit, { origin, user, by: 'invitation' });
      return user;
    });
  }

  /** The same for applications: a session comes with it. */
  async acceptForTokens(origin: Origin, token: string, proof: Proof): Promise<TokenResponse> {
    const user = await this.accept(origin, token, proof);
    const { tokens } = await this.dataSource.transaction((manager) =>
      this.sessions.start(manager, user, 'invitation'),
    );
    return tokens;
  }

  async #prove(origin: Origin, invitation: InvitationEntity, proof: Proof): Promise<UserEntity> {
    if ('password' in proof) return this.passwords.signIn(origin, invitation.email, proof.password);
    const user = await findUserByEmail(this.dataSource, invitation.email);
    if (user?.id === proof.signedInAs) return user;
    throw new ProblemError(
      403,
      'other-account',
      `This invitation is for ${invitation.email}. Sign in as that person.`,
    );
  }

  async #createUser(
    manager: EntityManager,
    invitation: InvitationEntity,
    { proof, passwordHash }: { proof: Proof; passwordHash: string | undefined },
  ): Promise<UserEntity> {
    if (!('name' in proof) || passwordHash === undefined)
      throw new ProblemError(422, 'validation-failed', 'Give a name and a password.');
    return manager.save(
      manager.create(UserEntity, {
        id: uuidV7(),
        email: invitation.email,
        name: proof.name,
        passwordHash,
        lastSignInAt: null,
      }),
    );
  }
}

async function findOpen(
  manager: EntityManager,
  token: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<InvitationEntity> {
  const select = manager
    .createQueryBuilder(InvitationEntity, 'invitation')
    .where('invitation.tokenHash = :hash', { hash: hashSecret(token) })
    .andWhere('invitation.acceptedAt IS NULL AND invitation.expiresAt > now()');
  const found = await (lock ? select.setLock('pessimistic_write') : select).getOne();
  if (found === null) throw used();
  return found;
}

/** Who is a member already keeps the role that they have. */
async function join(manager: EntityManager, invitation: InvitationEntity, userId: string): Promise<void> {
  await manager.query(
    `INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4)
     ON CONFLICT (user_id, organization_id) WHERE deleted_at IS NULL DO NOTHING`,
    [uuidV7(), invitation.organizationId, userId, invitation.role],
  );
}

function used(): ProblemError {
  return new ProblemError(
    410,
    'invitation-used',
    'This invitation has been used or withdrawn, or it is too old.',
  );
}
