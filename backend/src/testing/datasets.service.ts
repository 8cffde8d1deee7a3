import { posix } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { isTestsFile } from '@prompthub/core';
import { DATASET_NAME, readDataset } from '@prompthub/engine';
import type { Dataset, DatasetPage, DatasetQuery } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AccessService, type AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { decodeCursor, encodeCursor } from '../common/cursor';
import { LeastRecentlyUsed } from '../common/least-recently-used';
import { ObjectStore } from '../registry/object-store';
import { PromptBundles } from '../registry/prompt-bundles';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { ReadingService } from '../registry/reading.service';
import { bytePieces } from './byte-pieces';

const cursorKey = z.tuple([z.string().regex(/^[0-9a-f]{40}$/), z.string()]);

type Shape = Pick<Dataset, 'size' | 'rows' | 'columns' | 'problems' | 'problem'>;

const MOST_COLUMNS = 200;
/** Of a name or a message; UTF-16 units. Files of others may have anything for a name. */
const MOST_LENGTH = 200;
/** Characters of shapes kept in memory. */
const CACHED_CHARACTERS = 4 << 20;
/** Bytes of files that one page reads at most, but for its first. */
const MOST_READ = 4 << 20;

/** What tests run for, row by row: the data files of a version. */
@Injectable()
export class DatasetsService {
  /** By kind and content, which never changes. */
  readonly #shapes = new LeastRecentlyUsed<Shape>(CACHED_CHARACTERS);

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly sources: PromptSources,
    private readonly bundles: PromptBundles,
    private readonly objects: ObjectStore,
    private readonly reading: ReadingService,
  ) {}

  /** By path. @throws ProblemError 404 when there is no such version. */
  async list(actor: Actor, place: Place, { ref, cursor, limit }: DatasetQuery): Promise<DatasetPage> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const [commit, after] =
      cursor === undefined
        ? [
            await this.sources.locate(this.dataSource.manager, project, {
              ref: ref ?? project.defaultBranch,
            }),
            '',
          ]
        : decodeCursor(cursorKey, cursor);
    const files = await this.bundles.filesOf(project, commit);
    const paths = [...files.keys()].filter((path) => mayBeDataset(path) && path > after).sort();
    const items: Dataset[] = [];
    let [at, read] = [after, 0];
    for (const path of paths) {
      const blob = files.get(path) ?? '';
      const known = this.#shapes.get(keyOf(project, path, blob));
      const isFull = items.length === limit || (known === undefined && read > MOST_READ);
      if (isFull) return { commit, items, nextCursor: encodeCursor([commit, at]) };
      const shape = known ?? (await this.#shapeOf(project, path, blob));
      if (known === undefined) read += shape.size;
      at = path;
      // A YAML file may be anything; one of rows is one of data.
      if (/\.ya?ml$/i.test(path) && shape.rows === 0) continue;
      items.push({ path, blob, ...shape, ...(await this.#changed(actor, place, { path, ref: commit })) });
    }
    return { commit, items };
  }

  async #shapeOf(project: AccessedProject, path: string, blob: string): Promise<Shape> {
    const contents = await this.objects.contents(this.dataSource.manager, project.id, [blob]);
    const content = contents.get(blob) ?? Buffer.alloc(0);
    // A copy: a name that was cut out of a text keeps all of it in memory.
    const shape = structuredClone({ size: content.length, ...(await shapeOf(path, content)) });
    this.#shapes.set(keyOf(project, path, blob), shape, JSON.stringify(shape).length);
    return shape;
  }

  async #changed(
    actor: Actor,
    place: Place,
    version: { path: string; ref: string },
  ): Promise<{ changed?: Dataset['changed'] }> {
    const [last] = (await this.reading.history(actor, place, { ...version, limit: 1 })).items;
    if (last === undefined) return {};
    const { id: commit, createdAt: at, author, message } = last;
    return { changed: { commit, at, by: author.name, message } };
  }
}

/** The same content may stand in files of several kinds. */
function keyOf({ id }: AccessedProject, path: string, blob: string): string {
  return `${id}/${posix.extname(path).toLowerCase()}/${blob}`;
}

/** By its name: what prompts, tests and settings are written in is no data, nor is what lies in hidden folders. */
function mayBeDataset(path: string): boolean {
  const isSettings = /(?:^|\/)(?:prompthub|promptfooconfig)\.ya?ml$|(?:^|\/)\./i.test(path);
  return DATASET_NAME.test(path) && !isTestsFile(path) && !isSettings;
}

async function shapeOf(path: string, content: Buffer): Promise<Omit<Shape, 'size'>> {
  const { rows, problems } = await readDataset(path, bytePieces(content));
  const columns = new Set<string>();
  for (const { vars } of rows) {
    for (const name of Object.keys(vars)) columns.add(name);
    if (columns.size >= MOST_COLUMNS) break;
  }
  const [problem] = problems;
  return {
    rows: rows.length,
    columns: [...columns].slice(0, MOST_COLUMNS).map(shortened),
    problems: problems.length,
    ...(problem && { problem: { line: problem.line, message: shortened(problem.message) } }),
  };
}

const shortened = (text: string): string =>
  text.length > MOST_LENGTH ? `${text.slice(0, MOST_LENGTH - 1)}…` : text;
