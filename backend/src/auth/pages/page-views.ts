import { html, type Html } from './html';

export interface FormContext {
  csrf: string;
  /** What went wrong with the last try. */
  problem?: string | undefined;
}

const notice = (problem: string | undefined): Html | undefined =>
  problem === undefined ? undefined : html`<p class="notice" role="alert">${problem}</p>`;

const csrfField = (csrf: string): Html => html`<input type="hidden" name="csrf" value="${csrf}" />`;

export function page(title: string, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title} · PromptHub</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href="/assets/hub.css" />
      </head>
      <body>
        <main>
          <p class="brand">PromptHub</p>
          ${body}
        </main>
      </body>
    </html>`.text;
}

export function signInForm({
  csrf,
  problem,
  next,
  email,
}: FormContext & { next: string; email: string }): Html {
  return html`<h1>Sign in</h1>
    ${notice(problem)}
    <form method="post" action="/sign-in">
      ${csrfField(csrf)}<input type="hidden" name="next" value="${next}" />
      <label for="email">E-mail address</label>
      <input id="email" name="email" type="email" autocomplete="username" required value="${email}" />
      <label for="password">Password</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="current-password"
        required
        maxlength="256"
      />
      <div class="actions"><button type="submit">Sign in</button></div>
    </form>
    <p class="hint">
      No password yet? Open the one-time link that the hub printed when it started, or that you were sent.
    </p>`;
}

export interface ConsentView extends FormContext {
  clientName: string;
  returnsTo: string;
  email: string;
  /** The request's own parameters, carried through the form. */
  parameters: Readonly<Record<string, string>>;
}

export function consentForm({ csrf, clientName, returnsTo, email, parameters }: ConsentView): Html {
  const fields = Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<h1>Let ${clientName} in?</h1>
    <p>It will be able to do in PromptHub what you can do, until you sign it out.</p>
    <dl>
      <dt>Your account</dt>
      <dd>${email}</dd>
      <dt>Afterwards you return to</dt>
      <dd>${returnsTo}</dd>
    </dl>
    <p class="muted">Go on only if you have just started this sign-in yourself.</p>
    <form method="post" action="/oauth/authorize">
      ${csrfField(csrf)}${fields}
      <div class="actions">
        <button type="submit" name="decision" value="allow">Allow</button>
        <button type="submit" name="decision" value="deny" class="quiet" formnovalidate>Cancel</button>
      </div>
    </form>
    <form method="post" action="/sign-out">
      ${csrfField(csrf)}
      <div class="actions"><button type="submit" class="quiet">Use another account</button></div>
    </form>`;
}

export function linkForm(view: FormContext & { token: string; name: string; email: string }): Html {
  return html`<h1>Welcome, ${view.name}</h1>
    ${notice(view.problem)}
    <p>This link signs you in once. Choose a password to sign in without a link later on.</p>
    <form method="post" action="/link">
      ${csrfField(view.csrf)}<input type="hidden" name="token" value="${view.token}" />
      <label for="email">E-mail address</label>
      <input id="email" type="email" autocomplete="username" readonly value="${view.email}" />
      <label for="password">New password (optional)</label>
      <input
        id="password"
        name="password"
        type="password"
        autocomplete="new-password"
        minlength="12"
        maxlength="256"
        aria-describedby="password-hint"
      />
      <p class="hint" id="password-hint">At least 12 characters.</p>
      <div class="actions"><button type="submit">Sign in</button></div>
    </form>`;
}

export interface InvitationView extends FormContext {
  token: string;
  organization: string;
  role: string;
  email: string;
  /** `join`: signed in as the invited person; `existing`: must show the password; `new`: chooses one. */
  as: 'join' | 'existing' | 'new';
}

export function invitationForm(view: InvitationView): Html {
  const hidden = html`${csrfField(view.csrf)}<input type="hidden" name="token" value="${view.token}" />`;
  return html`<h1>Join ${view.organization}</h1>
    ${notice(view.problem)}
    <p>You are invited as ${view.role}.</p>
    <form method="post" action="/invitation">
      ${hidden}
      <label for="email">E-mail address</label>
      <input id="email" type="email" autocomplete="username" readonly value="${view.email}" />
      ${
        view.as === 'new'
          ? html`<label for="name">Your name</label>
              <input id="name" name="name" autocomplete="name" required maxlength="200" />`
          : undefined
      }
      ${view.as === 'join' ? undefined : passwordField(view.as)}
      <div class="actions"><button type="submit">Join</button></div>
    </form>`;
}

function passwordField(as: 'existing' | 'new'): Html {
  return as === 'new'
    ? html`<label for="password">Choose a password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="new-password"
          required
          minlength="12"
          maxlength="256"
          aria-describedby="password-hint"
        />
        <p class="hint" id="password-hint">At least 12 characters.</p>`
    : html`<label for="password">Your password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxlength="256"
        />`;
}

export function homeView({ csrf, name, email }: FormContext & { name: string; email: string }): Html {
  return html`<h1>You are signed in</h1>
    <p>Hello ${name} (${email}).</p>
    <ol>
      <li>In VS Code, open the Accounts menu and choose <strong>Sign in with PromptHub</strong>.</li>
      <li>On the command line, run <code>prompthub login</code>.</li>
      <li>Read the <a href="/api/docs">API’s documentation</a>.</li>
    </ol>
    <form method="post" action="/sign-out">
      ${csrfField(csrf)}
      <div class="actions"><button type="submit" class="quiet">Sign out</button></div>
    </form>`;
}

export function messageView(title: string, text: string): Html {
  return html`<h1>${title}</h1>
    <p>${text}</p>
    <p><a href="/sign-in">Sign in</a></p>`;
}
