import type { IncomingMessage } from 'node:http';
import { LIVE_PATH } from '@prompthub/protocol';

/**
 * Whether a request may become something else than HTTP/1.1. Some clients offer that at every first request (`Upgrade: h2c`, RFC 7540
 * §3.2) and expect an ordinary answer, which Node gives only where nobody upgrades.
 */
export function wantsLive({ url = '', headers }: IncomingMessage): boolean {
  return url.startsWith(`${LIVE_PATH}/`) && headers.upgrade?.toLowerCase() === 'websocket';
}
