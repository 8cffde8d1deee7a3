import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditService, LINK_CREATED, SIGN_IN_FAILED } from '../audit/audit.service';
import type { Origin } from '../common/actor';
import { ProblemError } from '../common/problem';
import { hashSecret, newSecret } from '../common/secret';
import { uuidV7 } from '../common/uuid';
import { HubConfig } from '../config/hub-config';
import { hashPassword } from './passwords/password-hash';
import { recordSignIn } from './passwords/password-sign-in.service';
import { UserEntity } from './user.entity';

const VALID_HOURS = 24;
/** Whoever starts the hub and reads its terminal. */
const OPERATOR = { name: 'operator of the hub', requestId: 'start', ip: '127.0.0.1' };

/** One-time sign-in links: looking at one does not use it up (mail and chat programs look), the button on it does. */
@Injectable()
export class SignInLinksService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditService,
    private readonly config: HubConfig,
  ) {}

  /** For whoever can start the hub. @returns the whole link, to be shown once. Links made before for the same person stop working. */
  async create(userId: string): Promise<string> {
    const token = newSecret('phl_');
    await this.dataSource.transaction(async (manager) => {
      await manager.query('UPDATE sign_in_links SET used_at = now() WHERE user_id = $1 AND used_at IS NULL', [
        userId,
      ]);
      await manager.query(
        `INSERT INTO sign_in_links (id, user_id, token_hash, expires_at)
         VALUES ($1, $2, $3, now() + $4 * interval '1 hour')`,
        [uuidV7(), userId, hashSecret(token), VALID_HOURS],
      );
      const { email } = await manager.findOneByOrFail(UserEntity, { id: userId });
      await this.audit.record(manager, OPERATOR, { action: LINK_CREATED, target: email });
    });
    return `${this.config.publicUrl}/link?token=${token}`;
  }

  /** Whose link this is; undefined when it is used up, too old or not ours. */
  async look(token: string): Promise<UserEntity | undefined> {
    const [row] = await this.dataSource.query<({ userId: string } | undefined)[]>(
      `SELECT user_id AS "userId" FROM sign_in_links WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now()`,
      [hashSecret(token)],
    );
    if (row === undefined) return undefined;
    return (await this.dataSource.manager.findOneBy(UserEntity, { id: row.userId })) ?? undefined;
  }

  /** Uses the link up, and sets the password when one is given. @throws ProblemError 410 `link-used` */
  async consume(origin: Origin, token: string, password: string | undefined): Promise<UserEntity> {
    const passwordHash = password === undefined ? undefined : await hashPassword(password);
    const signedIn = await this.dataSource.transaction(async (manager) => {
      const [rows] = await manager.query<[{ userId: string }[], number]>(
        `UPDATE sign_in_links SET used_at = now()
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() RETURNING user_id AS "userId"`,
        [hashSecret(token)],
      );
      const user = rows[0] === undefined ? null : await manager.findOneBy(UserEntity, { id: rows[0].userId });
      if (user === null) return undefined;
      if (passwordHash !== undefined) {
        await manager.update(UserEntity, { id: user.id }, { passwordHash });
        const actor = { ...origin, userId: user.id, name: user.name };
        await this.audit.record(manager, actor, { action: 'auth.password.set', target: user.email });
      }
      await recordSignIn(manager, this.audit, { origin, user, by: 'link' });
      return user;
    });
    if (signedIn !== undefined) return signedIn;
    await this.#recordFailure(origin, token);
    throw new ProblemError(410, 'link-used', 'This link has been used already, or it is too old.');
  }

  async #recordFailure(origin: Origin, token: string): Promise<void> {
    const [row] = await this.dataSource.query<({ email: string } | undefined)[]>(
      'SELECT u.email FROM sign_in_links l JOIN users u ON u.id = l.user_id WHERE l.token_hash = $1',
      [hashSecret(token)],
    );
    const actor = { ...origin, name: 'anonymous' };
    await this.audit.record(this.dataSource.manager, actor, {
      action: SIGN_IN_FAILED,
      target: row?.email ?? 'unknown link',
      details: { reason: 'link used or too old' },
    });
  }
}
