import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessTokenService } from './access-token.service';
import { AuthGuard } from './auth.guard';
import { PersonalTokenEntity } from './personal-token.entity';
import { TokenAuthenticator } from './token-authenticator';
import { UserEntity } from './user.entity';

@Module({
  imports: [TypeOrmModule.forFeature([UserEntity, PersonalTokenEntity])],
  providers: [AccessTokenService, TokenAuthenticator, { provide: APP_GUARD, useClass: AuthGuard }],
  exports: [AccessTokenService],
})
export class AuthModule {}
