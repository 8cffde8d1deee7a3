import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type ListRequest, listStatement, type PromptRow } from './list-statement';

/** Reads pages of prompts. Whoever calls has asked `access` for the projects of the views. */
@Injectable()
export class PromptList {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async read(request: ListRequest): Promise<PromptRow[]> {
    if (request.views.length === 0) return [];
    const { text, values } = listStatement(request);
    return this.dataSource.query<PromptRow[]>(text, values);
  }
}
