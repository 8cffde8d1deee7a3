import { Module } from '@nestjs/common';
import { KeyRotationService } from './key-rotation.service';
import { ProjectProviderKeysController } from './project-provider-keys.controller';
import { ProviderKeysController } from './provider-keys.controller';
import { ProviderKeysService } from './provider-keys.service';

/** Keys of model providers, and the way to their addresses. */
@Module({
  controllers: [ProviderKeysController, ProjectProviderKeysController],
  providers: [KeyRotationService, ProviderKeysService],
  exports: [ProviderKeysService],
})
export class ProviderKeysModule {}
