/** The frame of the page; its script fills it. */
export const SPENDING_BODY = `
<header>
  <div class="what">
    <h1>Spending &amp; Keys</h1>
    <p class="quiet"><span id="title"></span> <span id="role"></span></p>
  </div>
  <button id="refresh" class="secondary">Refresh</button>
</header>
<section id="notice" role="status"><p id="notice-text">Loading…</p><div id="notice-actions"></div></section>
<main id="main" hidden>
  ${section('budgets', 'Budgets', 'What the hub may spend on models, with its own keys.', 'Add Budget…', 'newBudget')}
  ${section('limits', 'Rate limits', 'How much may be asked of models through the hub.', 'Add Rate Limit…', 'newRateLimit')}
  ${section('keys', 'Keys on the hub', 'What the hub runs prompts with. A project’s own key comes before its organization’s.', 'Add Key…', 'newHubKey')}
  ${section('personal', 'Your keys in this editor', 'For runs that start here without the hub. They never leave this editor but for their own host.', 'Set Key…', 'newPersonalKey')}
</main>`;

function section(id: string, title: string, words: string, add: string, action: string): string {
  return `<section aria-labelledby="${id}-title">
    <div class="head"><div class="what"><h2 id="${id}-title">${title}</h2><p class="quiet">${words}</p></div><button data-action="${action}" class="secondary">${add}</button></div>
    <p id="${id}-note" class="note" hidden></p>
    <ul id="${id}"></ul>
  </section>`;
}
