/** The hub as a library: to build it, and to describe it. */
export { createHub } from './main';
export { HubConfig, type HubSettings } from './config/hub-config';
