import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Blame, BlameRange } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { AccessService } from '../../access/access.service';
import type { Actor } from '../../common/actor';
import { toCommit } from '../commit-view';
import { ObjectStore } from '../object-store';
import type { Place } from '../prompt-sources';
import { resolveIn } from '../refs';
import { fileNotFound } from '../registry-problems';
import { blameLines, type LineOrigin } from './blame-lines';
import { PathVersions } from './path-versions';

/** Who wrote each line of a file, and when. */
@Injectable()
export class BlameService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly objects: ObjectStore,
  ) {}

  async blame(actor: Actor, place: Place, query: { path: string; ref?: string }): Promise<Blame> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const { manager } = this.dataSource;
    const commit = await resolveIn(manager, project, query.ref ?? project.defaultBranch);
    const repository = { manager, projectId: project.id, objects: this.objects };
    const versions = new PathVersions(repository);
    const version = await versions.lastAt(query.path, commit);
    if (version === undefined || version.after === null) throw fileNotFound(query.path, commit.id);
    const origins = await blameLines(repository, versions, { path: query.path, version });
    return { path: query.path, commit: commit.id, ranges: rangesOf(origins), commits: commitsOf(origins) };
  }
}

function rangesOf(origins: readonly LineOrigin[]): BlameRange[] {
  const ranges: BlameRange[] = [];
  for (const [at, { version, path, line }] of origins.entries()) {
    const last = ranges.at(-1);
    const continues =
      last?.commit === version.id &&
      last.originalPath === path &&
      last.originalStart + last.count === line + 1;
    if (continues) last.count++;
    else
      ranges.push({
        start: at + 1,
        count: 1,
        commit: version.id,
        originalPath: path,
        originalStart: line + 1,
      });
  }
  return ranges;
}

function commitsOf(origins: readonly LineOrigin[]): Blame['commits'] {
  const versions = new Map(origins.map(({ version }) => [version.id, version]));
  return Object.fromEntries(
    [...versions].map(([id, version]) => {
      const { author, message, createdAt } = toCommit(version);
      return [id, { author, message, createdAt }];
    }),
  );
}
