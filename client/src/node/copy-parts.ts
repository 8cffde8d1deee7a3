import type { ProjectClient } from '../project-client';
import type { Link } from './link';
import type { QueuedTexts } from './queued-texts';

/** What the operations of a working copy work with. */
export interface CopyParts {
  readonly link: Link;
  readonly project: ProjectClient;
  readonly texts: QueuedTexts;
}
