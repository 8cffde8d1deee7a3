import { Controller, Get, Param, Query } from '@nestjs/common';
import { type AuditEvent, auditPage, pageQuery, type PageQuery } from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { auditExample } from '../common/account-examples';
import { ApiRoute } from '../common/api-route';
import { AuditService } from './audit.service';

@Controller('api/v1/organizations/:organization/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @ApiRoute({
    summary: 'What happened, newest first',
    tag: 'Audit',
    response: auditPage,
    example: { items: [auditExample] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<{ items: AuditEvent[]; nextCursor?: string }> {
    return this.audit.list(actor, organization, query);
  }
}
