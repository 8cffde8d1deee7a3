import { Body, Controller, Delete, Get, Param, Post, Put, Query } from '@nestjs/common';
import {
  deleteLabelQuery,
  type DeleteLabelQuery,
  labelMove,
  type LabelMove,
  labelMovePage,
  type LabelMovePage,
  labelMovesQuery,
  type LabelMovesQuery,
  labelName,
  labelPage,
  type LabelPage,
  labelsQuery,
  type LabelsQuery,
  moveLabel,
  type MoveLabel,
  undoLabel,
  type UndoLabel,
} from '@prompthub/protocol';
import { type Actor, CurrentActor } from '../common/actor';
import { ApiRoute } from '../common/api-route';
import type { Place } from '../registry/prompt-sources';
import { LabelsService } from './labels.service';
import { EXAMPLE_LABEL, EXAMPLE_LABEL_MOVE } from './release-examples';

const TAG = 'Releases';

@Controller('api/v1/projects/:organization/:project/labels')
export class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  @Get()
  @ApiRoute({
    summary: 'Labels of the project, or of one prompt',
    tag: TAG,
    response: labelPage,
    example: { items: [EXAMPLE_LABEL] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Query({ schema: labelsQuery }) query: LabelsQuery,
  ): Promise<LabelPage> {
    return this.labels.list(actor, place, query);
  }

  @Put(':label')
  @ApiRoute({
    summary: 'Set or move a label of a prompt',
    description: '409 `release-moved` with `current` when something else stands there than `expected`.',
    tag: TAG,
    response: labelMove,
    example: EXAMPLE_LABEL_MOVE,
  })
  move(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('label', { schema: labelName }) label: string,
    @Body({ schema: moveLabel }) body: MoveLabel,
  ): Promise<LabelMove> {
    return this.labels.move(actor, { ...place, label }, body);
  }

  @Delete(':label')
  @ApiRoute({ summary: 'Delete a label of a prompt', tag: TAG, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('label', { schema: labelName }) label: string,
    @Query({ schema: deleteLabelQuery }) query: DeleteLabelQuery,
  ): Promise<void> {
    return this.labels.remove(actor, { ...place, label }, query);
  }

  @Post(':label/undo')
  @ApiRoute({
    summary: 'Put a label back to where it was; each call one move further',
    description: '409 `nothing-before` when it was nowhere before.',
    tag: TAG,
    response: labelMove,
    example: EXAMPLE_LABEL_MOVE,
  })
  undo(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('label', { schema: labelName }) label: string,
    @Body({ schema: undoLabel }) body: UndoLabel,
  ): Promise<LabelMove> {
    return this.labels.undo(actor, { ...place, label }, body);
  }

  @Get(':label/moves')
  @ApiRoute({
    summary: 'Who moved a label from where to where, and why; newest first',
    tag: TAG,
    response: labelMovePage,
    example: { items: [EXAMPLE_LABEL_MOVE] },
  })
  history(
    @CurrentActor() actor: Actor,
    @Param() place: Place,
    @Param('label', { schema: labelName }) label: string,
    @Query({ schema: labelMovesQuery }) query: LabelMovesQuery,
  ): Promise<LabelMovePage> {
    return this.labels.history(actor, { ...place, label }, query);
  }
}
