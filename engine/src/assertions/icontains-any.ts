import { containsList } from './contains-list';

/** The output has at least one text of the list in it, in upper or lower case. */
export const icontainsAny = containsList({ type: 'icontains-any', needs: 'any', ignoresCase: true });
