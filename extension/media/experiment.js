// The page of an experiment. Texts are set as text, never as markup; what is done, the extension does.
(function () {
  const vscode = acquireVsCodeApi();
  const $ = (id) => document.getElementById(id);
  const post = (type, value) => vscode.postMessage({ type, value });

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const line = (className, text) => element('p', { className, textContent: text });
  const drawn = (name, attributes) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    return made;
  };

  function stepButton({ step, label, advised }, isRefused) {
    const made = element('button', { textContent: label, className: advised ? '' : 'secondary' });
    made.dataset.key = step;
    if (isRefused) {
      // It can still be reached by keyboard, so that its reason is read.
      made.setAttribute('aria-disabled', 'true');
      made.setAttribute('aria-describedby', 'refusal');
      made.title = $('refusal').textContent;
    } else made.addEventListener('click', () => post('step', step));
    return made;
  }

  /** A line from the low to the high end, and a dot at the value; dashed, where control's value lies. */
  function intervalOf({ low, value, high }, control, isControl) {
    const svg = drawn('svg', { class: isControl ? 'control' : 'variant', 'aria-hidden': 'true' });
    if (control !== undefined)
      svg.append(
        drawn('line', { class: 'reference', x1: `${control}%`, x2: `${control}%`, y1: 0, y2: '100%' }),
      );
    svg.append(drawn('line', { class: 'range', x1: `${low}%`, x2: `${high}%`, y1: '50%', y2: '50%' }));
    for (const end of [low, high])
      svg.append(drawn('line', { class: 'end', x1: `${end}%`, x2: `${end}%`, y1: '28%', y2: '72%' }));
    svg.append(drawn('circle', { cx: `${value}%`, cy: '50%', r: 5 }));
    return svg;
  }

  function chart({ title, rows, from, to }) {
    const control = rows[0]?.interval?.value;
    const lines = rows.map(({ arm, text, interval, verdict }, index) => {
      const chip = verdict
        ? [element('span', { className: `verdict ${verdict.kind}`, textContent: verdict.text })]
        : [];
      const head = element(
        'div',
        { className: 'head' },
        element('span', { className: 'arm', textContent: arm }),
        ...chip,
      );
      const picture = interval ? [intervalOf(interval, control, index === 0)] : [];
      return element('li', {}, head, ...picture, line('figures', text));
    });
    const scale = element(
      'div',
      { className: 'scale quiet' },
      element('span', { textContent: from }),
      element('span', { textContent: to }),
    );
    scale.setAttribute('aria-hidden', 'true');
    return element(
      'figure',
      {},
      element('figcaption', { textContent: title }),
      element('ul', { className: 'plain arms' }, ...lines),
      ...(from ? [scale] : []),
    );
  }

  function guard({ state, stateText, text }) {
    return element(
      'li',
      { className: 'guard' },
      element('span', { className: `verdict ${state}`, textContent: stateText }),
      element('span', { className: 'figures', textContent: text }),
    );
  }

  function arm({ name, isControl, version, share, exposures }) {
    const label = isControl && name !== 'control' ? `${name} (control)` : name;
    const head = element('th', { scope: 'row', textContent: label });
    const cell = (textContent, className = '') => element('td', { textContent, className });
    return element('tr', {}, head, cell(version), cell(share, 'number'), cell(exposures, 'number'));
  }

  function say(id, text) {
    $(id).hidden = !text;
    $(id).textContent = text ?? '';
  }

  function showPage(page) {
    const focused = document.activeElement?.dataset?.key;
    $('notice').hidden = true;
    $('main').hidden = false;
    for (const id of ['title', 'about', 'ended', 'hypothesis', 'recommendation']) say(id, page[id]);
    say('state', page.stateText);
    $('state').className = `chip ${page.state}`;
    $('alarm').hidden = !page.alarm;
    say('refusal', page.steps.length > 0 ? page.refusal : undefined);
    $('steps').replaceChildren(...page.steps.map((step) => stepButton(step, page.refusal !== undefined)));
    $('shown').hidden = page.words.length === 0;
    $('words').replaceChildren(...page.words.map((textContent) => element('li', { textContent })));
    $('charts').hidden = page.charts.length === 0;
    $('charts').replaceChildren(...page.charts.map(chart));
    $('guarded').hidden = page.guards.length === 0;
    $('guards').replaceChildren(...page.guards.map(guard));
    $('arms').replaceChildren(...page.arms.map(arm));
    if (focused) [...document.querySelectorAll('button')].find((one) => one.dataset.key === focused)?.focus();
  }

  function showNotice({ text, actions }) {
    $('main').hidden = true;
    $('notice').hidden = false;
    say('about', undefined);
    say('state', undefined);
    $('notice-text').textContent = text;
    $('notice-actions').replaceChildren(
      ...actions.map(({ label, command }) =>
        element('button', { textContent: label, onclick: () => post('command', command) }),
      ),
    );
  }

  window.addEventListener('message', ({ data }) => {
    if (data.type === 'page') showPage(data.page);
    else if (data.type === 'notice') showNotice(data.notice);
  });
  $('refresh').addEventListener('click', () => post('refresh'));
  post('ready');
})();
