import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessTokenService } from './access-token.service';
import { AuthGuard } from './auth.guard';
import { BearerAuthenticator } from './bearer-authenticator';
import { MeController } from './me.controller';
import { MeService } from './me.service';
import { AuthorizeController } from './oauth/authorize.controller';
import { OAuthService } from './oauth/oauth.service';
import { TokenController } from './oauth/token.controller';
import { PageErrorFilter } from './pages/page-error.filter';
import { PageService } from './pages/page.service';
import { SignInController } from './pages/sign-in.controller';
import { PasswordSignInService } from './passwords/password-sign-in.service';
import { RateLimitsService } from './passwords/rate-limits.service';
import { PersonalTokenEntity } from './personal-token.entity';
import { PersonalTokensService } from './personal-tokens.service';
import { BrowserSessionsService } from './sessions/browser-sessions.service';
import { SessionsService } from './sessions/sessions.service';
import { SignInLinksService } from './sign-in-links.service';
import { TokenAuthenticator } from './token-authenticator';
import { UserEntity } from './user.entity';

@Module({
  imports: [TypeOrmModule.forFeature([UserEntity, PersonalTokenEntity])],
  controllers: [AuthorizeController, TokenController, SignInController, MeController],
  providers: [
    AccessTokenService,
    BearerAuthenticator,
    BrowserSessionsService,
    MeService,
    OAuthService,
    PageErrorFilter,
    PageService,
    PasswordSignInService,
    PersonalTokensService,
    RateLimitsService,
    SessionsService,
    SignInLinksService,
    TokenAuthenticator,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [
    AccessTokenService,
    BearerAuthenticator,
    PageErrorFilter,
    PageService,
    PasswordSignInService,
    RateLimitsService,
    SessionsService,
    SignInLinksService,
    TokenAuthenticator,
  ],
})
export class AuthModule {}
