import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { RegistryModule } from '../registry/registry.module';
import { GitRemoteController } from './git-remote.controller';
import { UploadPackService } from './upload-pack.service';

@Module({
  imports: [AuthModule, RegistryModule],
  controllers: [GitRemoteController],
  providers: [UploadPackService],
})
export class GitRemoteModule {}
