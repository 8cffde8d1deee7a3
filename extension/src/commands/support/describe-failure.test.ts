import { HubError, HubUnreachableError } from '@prompthub/client';
import { SessionEndedError } from '../../auth/session-store';
import { describeFailure } from './describe-failure';

const hubError = (status: number, code = 'x') =>
  new HubError({ type: 'about:blank', title: 'No', detail: 'Said the hub.', status, code });

test('a session that is over asks to sign in', () => {
  expect(describeFailure(hubError(401))).toMatchObject({ signIn: true });
  expect(describeFailure(new SessionEndedError('http://h'))).toMatchObject({ signIn: true });
});

test('a missing right and a missing project are told apart from other answers', () => {
  expect(describeFailure(hubError(403)).text).toContain('role');
  expect(describeFailure(hubError(404)).text).toContain('prompthub.yaml');
  expect(describeFailure(hubError(404, 'file-not-found')).text).toBe('Said the hub.');
  expect(describeFailure(hubError(404, 'not-deployed')).text).toBe('Said the hub.');
  expect(describeFailure(hubError(422))).toEqual({ text: 'Said the hub.', signIn: false });
});

test('a hub that is away keeps its own words', () => {
  const away = new HubUnreachableError('http://h', 'refused', { message: 'Nothing listens at http://h.' });
  expect(describeFailure(away)).toEqual({
    text: 'Nothing listens at http://h.',
    signIn: false,
    away: true,
  });
  expect(describeFailure('odd')).toEqual({ text: 'odd', signIn: false });
});
