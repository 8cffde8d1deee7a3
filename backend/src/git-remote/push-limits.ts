/** Bytes of a pack as it is sent. */
export const MAX_PACK_BYTES = 512 << 20;
/** Objects of one push. */
export const MAX_PACK_OBJECTS = 500_000;
/** Bytes of one object; more than a file may have, so that one that is too large can be named. */
export const MAX_OBJECT_BYTES = 32 << 20;
/** Bytes of all objects of a push together. */
export const MAX_UNPACKED_BYTES = 2 ** 31;
/** Until a push has arrived. */
export const MAX_UPLOAD_MS = 15 * 60_000;
