import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module';
import { ProviderKeysModule } from '../provider-keys/provider-keys.module';
import { AcceptInvitationService } from './accept-invitation.service';
import { InvitationEntity } from './invitation.entity';
import { InvitationPageController } from './invitation-page.controller';
import { InvitationsController } from './invitations.controller';
import { InvitationsService } from './invitations.service';
import { MembersController } from './members.controller';
import { MembersService } from './members.service';
import { MembershipEntity } from './membership.entity';
import { OrganizationEntity } from './organization.entity';
import { OrganizationsController } from './organizations.controller';
import { OrganizationsService } from './organizations.service';

@Module({
  imports: [
    AuthModule,
    ProviderKeysModule,
    TypeOrmModule.forFeature([OrganizationEntity, MembershipEntity, InvitationEntity]),
  ],
  controllers: [OrganizationsController, MembersController, InvitationsController, InvitationPageController],
  providers: [OrganizationsService, MembersService, InvitationsService, AcceptInvitationService],
  exports: [OrganizationsService],
})
export class OrganizationsModule {}
