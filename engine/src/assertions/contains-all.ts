import { containsList } from './contains-list';

/** The output has every text of the list in it. */
export const containsAll = containsList({ type: 'contains-all', needs: 'all' });
