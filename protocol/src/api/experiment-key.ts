import { z } from 'zod';
import { slug, uuid } from './common';

/** Whose arm of an experiment it is: a user, a session, a conversation. The hub keeps a digest of it alone. */
export const experimentKey = z.string().min(1).max(1024);

/** The experiment that a call is counted in, and the arm that its key has there. */
export const armGiven = z.object({ id: uuid, arm: slug });
export type ArmGiven = z.infer<typeof armGiven>;
