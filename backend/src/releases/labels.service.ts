import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type {
  DeleteLabelQuery,
  LabelMove,
  LabelMovePage,
  LabelMovesQuery,
  LabelPage,
  LabelsQuery,
  MoveLabel,
  UndoLabel,
} from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AccessService } from '../access/access.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { type Place, PromptSources } from '../registry/prompt-sources';
import { listLabels } from './label-rows';
import { ReleaseMovesService, type WantedMove } from './release-moves.service';
import { belowNewMove, listMoves } from './release-pointers';
import { labelNotFound } from './release-problems';
import { circumstancesOf, moveCursor, toLabelMove } from './release-words';

export type LabelPlace = Place & { label: string };

const labelCursor = z.tuple([z.string().max(1024), z.string().max(64)]);

/** Names that point to a version of one prompt. */
@Injectable()
export class LabelsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly moves: ReleaseMovesService,
    private readonly sources: PromptSources,
  ) {}

  /** By path, then by name. */
  async list(actor: Actor, place: Place, query: LabelsQuery): Promise<LabelPage> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const after = query.cursor === undefined ? undefined : decodeCursor(labelCursor, query.cursor);
    const rows = await listLabels(this.dataSource.manager, project.id, {
      path: query.path,
      after,
      limit: query.limit + 1,
    });
    return toPage(rows, {
      limit: query.limit,
      item: (row) => ({ path: row.path, label: row.name, commit: row.commit_id, ...circumstancesOf(row) }),
      key: (row) => [row.path, row.name],
    });
  }

  /** Sets the label, or moves it. */
  async move(actor: Actor, place: LabelPlace, request: MoveLabel): Promise<LabelMove> {
    const { ref, path } = request;
    return this.#move(actor, place, request, (project) => async ({ manager, current }) => ({
      action: 'moved',
      to: await this.sources.locate(manager, project, { ref, path }),
      below: belowNewMove(current),
    }));
  }

  /** Puts the label where it was before. */
  async undo(actor: Actor, place: LabelPlace, request: UndoLabel): Promise<LabelMove> {
    return this.#move(actor, place, request, () => (held) => {
      if (held.current === undefined) throw labelNotFound(place.label, request.path);
      const mayBeNothing = () => Promise.resolve(false);
      return this.moves.takeBack(held, { expected: request.expected, mayBeNothing });
    });
  }

  async remove(actor: Actor, place: LabelPlace, { path, expected }: DeleteLabelQuery): Promise<void> {
    await this.#move(actor, place, { path, expected, why: '' }, () => ({ current }) => {
      if (current?.commit_id == null) throw labelNotFound(place.label, path);
      return Promise.resolve({ action: 'removed', to: null, below: current.move_id });
    });
  }

  /** Newest first. */
  async history(actor: Actor, place: LabelPlace, query: LabelMovesQuery): Promise<LabelMovePage> {
    const { project } = await this.access.project(actor, place.organization, place.project, 'project.read');
    const target = { projectId: project.id, kind: 'label', name: place.label, path: query.path } as const;
    const before = query.cursor === undefined ? undefined : decodeCursor(moveCursor, query.cursor);
    const rows = await listMoves(this.dataSource.manager, target, { before, limit: query.limit + 1 });
    if (rows.length === 0 && before === undefined) throw labelNotFound(place.label, query.path);
    return toPage(rows, { limit: query.limit, item: toLabelMove, key: ({ number }) => number });
  }

  async #move(
    actor: Actor,
    place: LabelPlace,
    { path, why, expected }: Pick<WantedMove, 'why' | 'expected'> & { path: string },
    decide: (project: WantedMove['project']) => WantedMove['decide'],
  ): Promise<LabelMove> {
    const { organization, project: slug, label: name } = place;
    const { project } = await this.access.project(actor, organization, slug, 'releases.deploy');
    const key = { projectId: project.id, kind: 'label', name, path } as const;
    return toLabelMove(
      await this.moves.move(actor, { project, key, why, expected, decide: decide(project) }),
    );
  }
}
