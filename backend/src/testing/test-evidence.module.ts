import { Module } from '@nestjs/common';
import { RegistryModule } from '../registry/registry.module';
import { TestEvidence } from './test-evidence.service';
import { TestPlans } from './test-plans';

/** Apart from the runs themselves, which need what deploys versions. */
@Module({
  imports: [RegistryModule],
  providers: [TestEvidence, TestPlans],
  exports: [TestEvidence, TestPlans],
})
export class TestEvidenceModule {}
