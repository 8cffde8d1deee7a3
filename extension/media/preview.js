// The preview page: rendered messages as a conversation. Texts are set as text, never as markup. Only what changed is drawn again.
(function () {
  const vscode = acquireVsCodeApi();
  const $ = (id) => document.getElementById(id);
  const ROLES = { user: 'User', model: 'Model', assistant: 'Model', system: 'System', tool: 'Tool' };
  const OWN = 'own';
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const post = (type, value) => vscode.postMessage({ type, value });

  /** Keeps each child whose view is as it was. */
  function patch(parent, views, { make, update }) {
    views.forEach((view, index) => {
      const text = JSON.stringify(view);
      const old = parent.children[index];
      if (old?.view === text) return;
      const now = old && update ? old : make(view);
      update?.(now, view, index);
      now.view = text;
      if (!old) parent.append(now);
      else if (old !== now) old.replaceWith(now);
    });
    while (parent.children.length > views.length) parent.lastElementChild.remove();
  }

  // Messages.

  function bubble() {
    const head = element(
      'h2',
      {},
      element('span', { className: 'role' }),
      element('span', { className: 'count' }),
    );
    return element('article', { tabIndex: 0 }, head, element('div', { className: 'parts' }));
  }

  function fillBubble(article, { role, history, tokens, isTagged, parts }, index) {
    const known = role in ROLES ? role : 'other';
    article.className = `message ${known}${history ? ' history' : ''}${history && parts.length === 0 ? ' placeholder' : ''}`;
    const isPlaceholder = history && parts.length === 0;
    const name = isPlaceholder ? 'History' : `${ROLES[role] ?? role}${history ? ', from the history' : ''}`;
    const count = tokens ?? '';
    const [head, body] = article.children;
    head.firstChild.textContent = name;
    head.lastChild.textContent = count;
    head.classList.toggle('tagged', isTagged);
    article.setAttribute('aria-label', [`Message ${index + 1}`, name, count].filter(Boolean).join(', '));
    const nothing = {
      type: 'nothing',
      text: isPlaceholder ? 'The conversation so far goes here.' : '(empty)',
    };
    patch(body, parts.length > 0 ? parts : [nothing], { make: part });
  }

  function part(view) {
    if (view.type === 'text') return textPart(view);
    if (view.type === 'media') return media(view);
    if (view.type === 'other')
      return element('pre', { className: 'other seg', tabIndex: -1, textContent: view.text });
    return element('div', { className: 'quiet', textContent: view.text });
  }

  function textPart({ text, segments }) {
    // Blank lines around a message are sent, and say nothing.
    const from = /^(?:[ \t]*\r?\n)*/.exec(text)[0].length;
    const to = Math.max(from, text.trimEnd().length);
    const spans = segments
      .map(([start, end, kind, title]) => [Math.max(start, from), Math.min(end, to), kind, title])
      .filter(([start, end]) => start < end)
      .map(([start, end, kind, title]) => {
        const span = element('span', {
          className: `seg ${kind}`,
          title,
          textContent: text.slice(start, end),
        });
        span.tabIndex = -1;
        span.start = start;
        return span;
      });
    return element('div', { className: 'text' }, ...spans);
  }

  function media({ url, contentType }) {
    const label = contentType ? `Media, ${contentType}` : 'Media';
    if (/^data:image\/(?:png|jpeg|gif|webp);/.test(url)) {
      const image = element('img', { src: url, alt: 'Image in the prompt' });
      return element(
        'figure',
        { className: 'seg', tabIndex: -1 },
        image,
        element('span', { className: 'quiet', textContent: label }),
      );
    }
    const shown = url.length > 200 ? `${url.slice(0, 200)}…` : url;
    const chip = element('span', { className: 'chip', textContent: label });
    return element(
      'div',
      { className: 'media seg', tabIndex: -1 },
      chip,
      element('code', { textContent: shown }),
    );
  }

  // From the output to its source, by mouse and keyboard.

  /** `message part offset` of something on the page. */
  function addressOf(node, offset = 0) {
    const article = node.closest('.message');
    const message = [...$('messages').children].indexOf(article);
    const seg = node.closest('.seg');
    if (!seg) return node.closest('h2') || node === article ? `${message}` : undefined;
    const body = article.children[1];
    const own = seg.parentElement === body ? seg : seg.parentElement;
    return `${message} ${[...body.children].indexOf(own)} ${(seg.start ?? 0) + offset}`;
  }

  function goToSource(node, offset) {
    const address = addressOf(node, offset);
    if (address !== undefined) post('source', address);
  }

  $('messages').addEventListener('click', (event) => {
    const selection = getSelection();
    if (selection && !selection.isCollapsed) return;
    const caret = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const isInside = caret && event.target.contains(caret.offsetNode) && event.target.matches('span.seg');
    goToSource(
      event.target,
      isInside ? Math.min(caret.offset, Math.max(0, event.target.textContent.length - 1)) : 0,
    );
  });

  $('messages').addEventListener('keydown', (event) => {
    const article = event.target.closest('.message');
    if (!article || event.ctrlKey || event.metaKey || event.altKey) return;
    const segments = [...article.querySelectorAll('.seg')];
    const at = segments.indexOf(event.target);
    const next = {
      ArrowDown: () => article.nextElementSibling,
      ArrowUp: () => article.previousElementSibling,
      Home: () => $('messages').firstElementChild,
      End: () => $('messages').lastElementChild,
      ArrowRight: () => segments[at + 1],
      ArrowLeft: () => (at > 0 ? segments[at - 1] : article),
      Escape: () => article,
    }[event.key]?.();
    if (event.key === 'Enter') goToSource(event.target);
    else if (!next) return;
    event.preventDefault();
    next?.focus();
    if (next?.title) $('said').textContent = next.title;
  });

  // From the cursor in the editor to its output.

  function rangesOf(textElement, { start, end }) {
    return [...textElement.children].flatMap((span) => {
      const length = span.textContent.length;
      const from = Math.max(0, start - span.start);
      const to = Math.min(length, end - span.start);
      if (from >= to) return [];
      const range = new Range();
      range.setStart(span.firstChild, from);
      range.setEnd(span.firstChild, to);
      return [range];
    });
  }

  function mark(spots) {
    for (const old of document.querySelectorAll('.here')) old.classList.remove('here');
    const ranges = [];
    let first;
    for (const spot of spots) {
      const article = $('messages').children[spot.message];
      const target =
        spot.part === undefined ? article?.children[0] : article?.children[1].children[spot.part];
      if (!target) continue;
      if (spot.start === undefined) target.classList.add('here');
      else ranges.push(...rangesOf(target, spot));
      first ??= spot.start === undefined ? target : ranges[0];
    }
    CSS.highlights.set('cursor', new Highlight(...ranges));
    if (first && !document.hasFocus()) bringIntoView(first.getBoundingClientRect());
  }

  function bringIntoView({ top, bottom }) {
    const above = document.querySelector('.bar').getBoundingClientRect().bottom;
    const below = innerHeight - ($('error').hidden ? 0 : $('error').offsetHeight);
    if (top < above || (bottom > below && top > above + 40))
      scrollBy({ top: top - above - (below - above) / 3 });
  }

  // The values: of a test, or one's own.

  function fillChoice({ tests, testId, own }) {
    const options = [
      ...(tests.length > 0 ? tests : [{ id: '', description: 'Default values' }]),
      { id: OWN, description: 'Own values…' },
    ];
    patch($('choice'), options, {
      make: ({ id, description }) => element('option', { value: id, textContent: description }),
    });
    $('choice').value = own ? OWN : (testId ?? '');
  }

  $('choice').addEventListener('change', ({ target }) =>
    target.value === OWN ? post(OWN) : post('test', target.value || undefined),
  );

  const FIELDS = { text: 'wide', json: 'wide code' };
  let formOf;
  /** Values that stand in no field. */
  let rest = {};
  const fields = new Map();

  function fillForm(key, { own, inputs, values, problems }) {
    $('form').hidden = !own;
    const wanted = own ? JSON.stringify([key, inputs]) : undefined;
    if (wanted !== formOf) {
      formOf = wanted;
      fields.clear();
      rest = { ...values };
      for (const { name } of inputs) delete rest[name];
      $('form').replaceChildren(
        ...(own ? inputs.map((input, index) => field(input, values[input.name], index)) : []),
      );
      if (own && inputs.length === 0)
        $('form').append(element('p', { className: 'quiet', textContent: 'This prompt reads no inputs.' }));
    }
    for (const [name, { control, problem, read }] of fields) {
      const unread = read().problem;
      const text =
        unread ??
        problems
          .filter(({ input }) => input === name)
          .map(({ message }) => message)
          .join(' ');
      if (problem.textContent !== text) problem.textContent = text;
      control.setAttribute('aria-invalid', String(text !== ''));
    }
  }

  function field(input, value, index) {
    const id = `input-${index}`;
    const control = controlOf(input, value);
    control.id = id;
    const problem = element('p', { className: 'problem', id: `${id}-problem` });
    const hint = element('p', { className: 'quiet', id: `${id}-hint`, textContent: input.description ?? '' });
    control.setAttribute('aria-describedby', `${hint.id} ${problem.id}`);
    const about = input.type + (input.optional ? ', optional' : '');
    const label = element(
      'label',
      { htmlFor: id },
      input.name,
      ' ',
      element('span', { className: 'quiet', textContent: about }),
    );
    fields.set(input.name, { control, problem, read: () => readControl(input, control) });
    return element('div', { className: `field ${FIELDS[input.kind] ?? ''}` }, label, hint, control, problem);
  }

  function controlOf({ kind, choices, default: standard }, value) {
    const written = (each) =>
      kind === 'text' && typeof each === 'string' ? each : JSON.stringify(each, null, 2);
    const placeholder = standard === undefined ? '' : written(standard);
    const start = value === undefined ? '' : written(value);
    if (kind === 'choice' || kind === 'boolean') {
      const unset = standard === undefined ? 'not given' : `not given (${JSON.stringify(standard)})`;
      const options = (choices ?? [true, false]).map((choice) => [JSON.stringify(choice), String(choice)]);
      const made = [['', unset], ...options].map(([id, textContent]) =>
        element('option', { value: id, textContent }),
      );
      const select = element('select', {}, ...made);
      select.value = start;
      return select;
    }
    if (kind === 'number' || kind === 'integer')
      return element('input', {
        type: 'number',
        step: kind === 'integer' ? '1' : 'any',
        value: start,
        placeholder,
      });
    return element('textarea', { rows: 1, value: start, placeholder, spellcheck: kind === 'text' });
  }

  /** The value that is filled in; `undefined` when there is none, and the problem when it cannot be read. */
  function readControl({ kind }, { value, validity }) {
    if (validity?.badInput) return { problem: 'Not a number yet.' };
    if (value.trim() === '' && kind !== 'text') return {};
    if (kind === 'text') return value === '' ? {} : { value };
    if (kind === 'number' || kind === 'integer') return { value: Number(value) };
    try {
      return { value: JSON.parse(value) };
    } catch (error) {
      return { problem: `Not JSON yet: ${error.message}` };
    }
  }

  $('form').addEventListener('input', () => {
    const values = { ...rest };
    for (const [name, { read }] of fields) {
      const { value } = read();
      if (value !== undefined) values[name] = value;
    }
    post('values', JSON.stringify(values));
  });
  $('form').addEventListener('submit', (event) => event.preventDefault());

  // All of it.

  function fillHead(title, { model, tokens, costs }) {
    $('title').textContent = title;
    const own = costs.find((cost) => cost.own);
    const price =
      own && (/^\$0$/.test(own.cost) ? 'free' : own.cost.startsWith('$') ? `≈ ${own.cost}` : own.cost);
    const about = [model, tokens, price];
    $('about').textContent = about.filter(Boolean).join(' · ');
    $('costs').hidden = tokens === undefined;
    if (tokens !== undefined) $('estimate').textContent = `${tokens} to send, with other models`;
    patch($('prices'), costs, {
      make: ({ model, cost, own }) =>
        element(
          'tr',
          { className: own ? 'own' : '' },
          element('th', { scope: 'row', textContent: model }),
          element('td', { textContent: cost }),
        ),
    });
  }

  /** Where the focus is, so that it stays when what has it is drawn again. */
  function keepFocus(change) {
    const focused = document.activeElement;
    const article = focused?.closest?.('.message');
    const index = article ? [...$('messages').children].indexOf(article) : -1;
    const which = article ? [...article.querySelectorAll('.seg')].indexOf(focused) : -1;
    change();
    if (index < 0 || document.activeElement === focused) return;
    const again = $('messages').children[index];
    (again?.querySelectorAll('.seg')[which] ?? again)?.focus({ preventScroll: true });
  }

  function show({ key, title, view, spots }) {
    fillHead(title, view);
    fillChoice(view);
    fillForm(key, view);
    $('error').hidden = !view.error;
    $('error-text').textContent = view.error?.message ?? '';
    $('place').hidden = !view.error?.hasPlace;
    $('empty').hidden = Boolean(view.error) || view.messages.length > 0;
    // What was there stays readable, dimmed, while a half-typed template cannot be rendered.
    $('messages').classList.toggle('stale', Boolean(view.error));
    keepFocus(() => patch($('messages'), view.messages, { make: bubble, update: fillBubble }));
    mark(spots);
  }

  $('place').addEventListener('click', () => post('place'));
  window.addEventListener('message', ({ data }) => {
    if (data.type === 'preview') show(data);
    if (data.type === 'cursor') mark(data.spots);
  });
  post('ready');
})();
