import { Controller, Get } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { health, type Health } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { Public } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import { ProblemError } from '../common/problem';

const TAG = 'Health';
const example: Health = { status: 'ok' };

/** Probes for whatever runs the hub. `live`: the process answers; `ready`: it can also reach its database. */
@Public()
@Controller('health')
export class HealthController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  @Get('live')
  @ApiRoute({ summary: 'The process answers', tag: TAG, anonymous: true, response: health, example })
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiRoute({ summary: 'Its database answers, too', tag: TAG, anonymous: true, response: health, example })
  async ready(): Promise<Health> {
    try {
      await this.dataSource.query('SELECT 1');
    } catch {
      throw new ProblemError(503, 'not-ready', 'The database does not answer.');
    }
    return { status: 'ok' };
  }
}
