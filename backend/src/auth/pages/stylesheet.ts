/** One small stylesheet for the hub's own pages, served by itself so that the pages need no inline style. */
export const STYLESHEET = `
:root { color-scheme: light dark; --text: #1b1f24; --muted: #57606a; --back: #f4f5f7; --card: #fff; --line: #d0d7de;
  --accent: #2f5bd0; --on-accent: #fff; --bad: #b3261e; --good: #1a7f37; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e9ee; --muted: #9aa4b2; --back: #14171c; --card: #1d2128; --line: #3a414c; --accent: #7fa2ff;
    --on-accent: #10131a; --bad: #ff8f85; --good: #6fd58a; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--back);
  color: var(--text); font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; }
main { width: 100%; max-width: 26rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem;
  padding: 2rem; }
.brand { margin: 0 0 1.5rem; font-weight: 600; letter-spacing: 0.01em; color: var(--muted); }
h1 { margin: 0 0 0.5rem; font-size: 1.4rem; line-height: 1.25; }
p { margin: 0 0 1rem; } .muted { color: var(--muted); font-size: 0.925rem; }
label { display: block; margin: 1rem 0 0.25rem; font-weight: 600; }
input:not([type='hidden']) { width: 100%; padding: 0.6rem 0.7rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 0.4rem; }
.hint { margin: 0.25rem 0 0; font-size: 0.85rem; color: var(--muted); }
.actions { display: flex; gap: 0.75rem; margin-top: 1.5rem; flex-wrap: wrap; }
button { flex: 1; padding: 0.65rem 1rem; font: inherit; font-weight: 600; border-radius: 0.4rem; cursor: pointer;
  border: 1px solid var(--accent); background: var(--accent); color: var(--on-accent); }
button.quiet { background: transparent; color: var(--text); border-color: var(--line); }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); }
.notice { padding: 0.6rem 0.8rem; border-left: 4px solid var(--bad); background: var(--back); }
.notice.good { border-color: var(--good); }
dl { margin: 0 0 1rem; } dt { color: var(--muted); font-size: 0.85rem; } dd { margin: 0 0 0.6rem; overflow-wrap: anywhere; }
code { font-size: 0.9em; overflow-wrap: anywhere; }
ol { padding-left: 1.2rem; }
`;
