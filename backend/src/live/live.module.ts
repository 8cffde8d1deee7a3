import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { DatabaseListener } from './database-listener';
import { LiveGateway } from './live.gateway';
import { SocketProblems } from './socket-problems';

@Module({ imports: [AuthModule], providers: [DatabaseListener, LiveGateway, SocketProblems] })
export class LiveModule {}
