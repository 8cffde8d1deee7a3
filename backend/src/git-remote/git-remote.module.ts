import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { RegistryModule } from '../registry/registry.module';
import { GitRemoteController } from './git-remote.controller';
import { PackMaker } from './pack-maker';
import { ReceivePackService } from './receive-pack.service';
import { RefMoves } from './ref-moves';
import { TagMoves } from './tag-moves';
import { TipCheck } from './tip-check';
import { UploadPackService } from './upload-pack.service';

@Module({
  imports: [AuthModule, RegistryModule],
  controllers: [GitRemoteController],
  providers: [PackMaker, ReceivePackService, RefMoves, TagMoves, TipCheck, UploadPackService],
})
export class GitRemoteModule {}
