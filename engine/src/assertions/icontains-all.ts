import { containsList } from './contains-list';

/** The output has every text of the list in it, in upper or lower case. */
export const icontainsAll = containsList({ type: 'icontains-all', needs: 'all', ignoresCase: true });
