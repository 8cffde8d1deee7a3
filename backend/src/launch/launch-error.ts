/** The hub cannot start; the message is the one line that the person at the terminal needs. */
export class LaunchError extends Error {}
