import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ProblemError } from '../../common/problem';
import { messageView } from './page-views';
import { PageService } from './page.service';

/** On pages an expected failure is a page, not JSON. */
@Catch(ProblemError)
export class PageErrorFilter implements ExceptionFilter<ProblemError> {
  constructor(private readonly pages: PageService) {}

  async catch(error: ProblemError, host: ArgumentsHost): Promise<void> {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.headers(error.headers);
    await this.pages.send(reply, {
      title: 'That did not work',
      status: error.status,
      body: messageView('That did not work', error.detail),
    });
  }
}
