import { containsList } from './contains-list';

/** The output has at least one text of the list in it. */
export const containsAny = containsList({ type: 'contains-any', needs: 'any' });
