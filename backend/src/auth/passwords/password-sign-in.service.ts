import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AuditService, SIGN_IN_FAILED } from '../../audit/audit.service';
import type { Origin } from '../../common/actor';
import { ProblemError } from '../../common/problem';
import { UserEntity } from '../user.entity';
import { passwordMatches } from './password-hash';
import { RateLimitsService } from './rate-limits.service';

/** In this order: an attempt that is stopped by one does not count for the next. */
const PASSWORD_LIMITS = ['address', 'guess', 'account'] as const;

/** Checks e-mail and password: limited, audited, and the same answer and time whichever of the two is wrong. */
@Injectable()
export class PasswordSignInService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly limits: RateLimitsService,
  ) {}

  /** @throws ProblemError 401 `wrong-credentials`, 429 `too-many-attempts` */
  async signIn(origin: Origin, email: string, password: string): Promise<UserEntity> {
    const account = normalizeEmail(email);
    await this.#attempt(origin, account);
    const user = await findUserByEmail(this.dataSource, account);
    if (!(await passwordMatches(user?.passwordHash, password)) || user === null) {
      await this.#recordFailure(origin, account, 'wrong credentials');
      throw new ProblemError(401, 'wrong-credentials', 'The e-mail address or the password is wrong.');
    }
    for (const thing of PASSWORD_LIMITS) await this.limits.succeeded(thing, { ip: origin.ip, account });
    await recordSignIn(this.dataSource, this.audit, { origin, user, by: 'password' });
    return user;
  }

  async #attempt(origin: Origin, account: string): Promise<void> {
    try {
      for (const thing of PASSWORD_LIMITS) await this.limits.attempt(thing, { ip: origin.ip, account });
    } catch (error) {
      await this.#recordFailure(origin, account, 'too many attempts');
      throw error;
    }
  }

  async #recordFailure(origin: Origin, account: string, reason: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const actor = { ...origin, name: 'anonymous' };
      await this.audit.record(manager, actor, {
        action: SIGN_IN_FAILED,
        target: account.slice(0, 320),
        details: { reason },
      });
    });
  }
}

/** The stored password hash comes along. */
export function findUserByEmail(dataSource: DataSource, email: string): Promise<UserEntity | null> {
  return dataSource
    .createQueryBuilder(UserEntity, 'user')
    .addSelect('user.passwordHash')
    .where('lower(user.email) = :email', { email: normalizeEmail(email) })
    .getOne();
}

export function normalizeEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase().replaceAll('\0', '');
}

/** Notes the sign-in on the account and in the audit trail, together. */
export async function recordSignIn(
  dataSource: Pick<DataSource, 'transaction'>,
  audit: AuditService,
  { origin, user, by }: { origin: Origin; user: UserEntity; by: 'password' | 'link' | 'invitation' },
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await manager.update(UserEntity, { id: user.id }, { lastSignInAt: new Date() });
    const actor = { ...origin, userId: user.id, name: user.name };
    await audit.record(manager, actor, {
      action: 'auth.sign-in.succeeded',
      target: user.email,
      details: { by },
    });
  });
}
