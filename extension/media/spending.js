// The page about money and keys. Texts are set as text, never as markup; what is done, the extension does.
(function () {
  const vscode = acquireVsCodeApi();
  const $ = (id) => document.getElementById(id);
  const post = (type, value) => vscode.postMessage({ type, value });
  /** Budgets whose spenders are shown. */
  const open = new Set();

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const line = (className, text) => element('p', { className, textContent: text });
  const button = (label, about, action, id) => {
    const made = element('button', {
      className: 'link',
      textContent: label,
      onclick: () => post(action, id),
    });
    made.setAttribute('aria-label', `${label.replace('…', '')}: ${about}`);
    made.dataset.key = `${action} ${id}`;
    return made;
  };

  function bar({ settled, reserved, state, stateText, figures }) {
    const made = element('div', { className: `meter ${state}` });
    const part = (className, percent) => {
      const one = element('span', { className });
      one.style.width = `${percent}%`;
      return one;
    };
    made.append(part('settled', settled), part('reserved', reserved));
    made.setAttribute('role', 'meter');
    made.setAttribute('aria-label', 'Gone of this budget');
    made.setAttribute('aria-valuemin', '0');
    made.setAttribute('aria-valuemax', '100');
    made.setAttribute('aria-valuenow', String(Math.round(settled + reserved)));
    made.setAttribute('aria-valuetext', `${stateText}. ${figures}`);
    return made;
  }

  function budgetRow(budget, mayChange) {
    const { id, whose, rule, state, stateText, figures, renewal, isOfEach } = budget;
    const list = element('div', { className: 'spenders', id: `spenders-${id}`, hidden: !open.has(id) });
    const actions = [
      ...(isOfEach ? [spendersButton(budget, list)] : []),
      ...(mayChange
        ? [button('Change…', whose, 'changeBudget', id), button('Remove…', whose, 'removeBudget', id)]
        : []),
    ];
    const head = element(
      'div',
      { className: 'head' },
      element('h3', { textContent: whose }),
      element('span', { className: `state ${state}`, textContent: stateText }),
    );
    const words = [line('quiet', rule), bar(budget), line('figures', figures), line('quiet', renewal)];
    return element('li', {}, head, ...words, ...actionsOf(actions), list);
  }

  /** Opens and closes the list of who spent most. */
  function spendersButton({ id, whose }, list) {
    const made = button('Who spent most', whose, 'spending', id);
    const show = () => {
      made.setAttribute('aria-expanded', String(open.has(id)));
      list.hidden = !open.has(id);
      if (open.has(id)) post('spending', id);
    };
    made.setAttribute('aria-controls', list.id);
    made.onclick = () => {
      if (!open.delete(id)) open.add(id);
      show();
    };
    show();
    return made;
  }

  const actionsOf = (buttons) =>
    buttons.length > 0 ? [element('div', { className: 'actions' }, ...buttons)] : [];

  function limitRow({ id, whose, most }, mayChange) {
    const actions = mayChange
      ? [button('Change…', whose, 'changeRateLimit', id), button('Remove…', whose, 'removeRateLimit', id)]
      : [];
    return plainRow(whose, [line('figures', most)], actions);
  }

  const keyRow = (change, remove) =>
    function ({ id, provider, of, use, details }, mayChange) {
      const about = `${provider} ${of}`;
      const actions = mayChange
        ? [...(change ? [button('Replace…', about, change, id)] : []), button('Remove…', about, remove, id)]
        : [];
      const words = [
        line('figures', details),
        ...(use ? [line('quiet', `${use[0].toUpperCase()}${use.slice(1)}`)] : []),
      ];
      return plainRow(about, words, actions);
    };

  function plainRow(title, words, actions) {
    return element('li', {}, element('h3', { textContent: title }), ...words, ...actionsOf(actions));
  }

  function fill(id, { rows, note }, toRow, mayChange) {
    $(id).replaceChildren(...rows.map((row) => toRow(row, mayChange)));
    $(id).hidden = rows.length === 0;
    $(`${id}-note`).hidden = rows.length > 0 || !note;
    $(`${id}-note`).textContent = note ?? '';
    const add = $(id).parentElement.querySelector('[data-action]');
    add.hidden = !mayChange;
  }

  function showPage({ title, role, mayChange, budgets, limits, keys, personal }) {
    const focused = document.activeElement?.dataset?.key;
    $('notice').hidden = true;
    $('main').hidden = false;
    $('title').textContent = title;
    $('role').textContent = `· ${role}`;
    fill('budgets', budgets, budgetRow, mayChange);
    fill('limits', limits, limitRow, mayChange);
    fill('keys', keys, keyRow('replaceHubKey', 'removeHubKey'), mayChange);
    fill('personal', personal, keyRow(undefined, 'removePersonalKey'), true);
    if (focused) [...document.querySelectorAll('button')].find((one) => one.dataset.key === focused)?.focus();
  }

  function showNotice({ text, actions }) {
    $('main').hidden = true;
    $('notice').hidden = false;
    $('title').textContent = '';
    $('role').textContent = '';
    $('notice-text').textContent = text;
    $('notice-actions').replaceChildren(
      ...actions.map(({ label, command }) =>
        element('button', { textContent: label, onclick: () => post('command', command) }),
      ),
    );
  }

  function showSpenders({ id, rows, problem }) {
    const list = $(`spenders-${id}`);
    if (!list) return;
    const empty = problem ?? 'Nobody has spent anything of it in this period.';
    const items = rows.map(({ name, figures }) =>
      element('li', {}, element('span', { textContent: name }), element('span', { textContent: figures })),
    );
    list.replaceChildren(items.length > 0 ? element('ol', {}, ...items) : line('quiet', empty));
  }

  window.addEventListener('message', ({ data }) => {
    if (data.type === 'page') showPage(data.page);
    else if (data.type === 'notice') showNotice(data.notice);
    else if (data.type === 'spenders') showSpenders(data);
  });
  $('refresh').addEventListener('click', () => post('refresh'));
  for (const add of document.querySelectorAll('[data-action]'))
    add.addEventListener('click', () => post(add.dataset.action));
  post('ready');
})();
