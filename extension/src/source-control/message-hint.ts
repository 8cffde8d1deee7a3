interface Facts {
  readonly branch: string;
  readonly signedIn: boolean;
  readonly hubAway: boolean;
}

/** What stands in the empty message box. The editor puts the key that accepts it in place of `{0}`. */
export function messageHint({ branch, signedIn, hubAway }: Facts): string {
  if (!signedIn) return 'Sign in to publish';
  return hubAway
    ? `Message ({0} to commit on “${branch}”; sent when the hub is back)`
    : `Message ({0} to publish to “${branch}”)`;
}
