import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module';
import { RegistryModule } from '../registry/registry.module';
import { ReleasesModule } from '../releases/releases.module';
import { SearchController } from './search.controller';
import { SearchService } from './search.service';

@Module({
  imports: [ProjectsModule, RegistryModule, ReleasesModule],
  controllers: [SearchController],
  providers: [SearchService],
})
export class SearchModule {}
