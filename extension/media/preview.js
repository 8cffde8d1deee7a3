// The preview page: rendered messages as a conversation. Texts are set as text, never as markup.
(function () {
  const vscode = acquireVsCodeApi();
  const $ = (id) => document.getElementById(id);
  const ROLES = { user: 'User', model: 'Model', assistant: 'Model', system: 'System', tool: 'Tool' };
  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  function part(item) {
    if (item.type === 'text')
      return element('div', { className: 'text', textContent: withoutOuterBlankLines(item.text) });
    if (item.type === 'media') return media(item);
    return element('pre', { className: 'other', textContent: item.text });
  }

  /** Blank lines around a message are sent, and say nothing. */
  function withoutOuterBlankLines(text) {
    return text.replace(/^(?:[ \t]*\n)+|\s+$/g, '');
  }

  function media({ url, contentType }) {
    const label = element('span', {
      className: 'quiet',
      textContent: contentType ? `Media (${contentType})` : 'Media',
    });
    if (/^data:image\/(?:png|jpeg|gif|webp);/.test(url)) {
      return element('figure', {}, element('img', { src: url, alt: 'Image in the prompt' }), label);
    }
    const shown = url.length > 200 ? `${url.slice(0, 200)}…` : url;
    return element('div', { className: 'media' }, label, element('code', { textContent: shown }));
  }

  function bubble(message, index) {
    const role = ROLES[message.role] ?? message.role;
    const known = message.role in ROLES ? message.role : 'other';
    const body =
      message.parts.length > 0
        ? message.parts.map(part)
        : [element('div', { className: 'quiet', textContent: '(empty)' })];
    const made = element(
      'article',
      { className: `message ${known}${message.history ? ' history' : ''}` },
      element('h2', { textContent: message.history ? `${role}, from the history` : role }),
      ...body,
    );
    made.setAttribute('aria-label', `Message ${index + 1}, ${role}`);
    return made;
  }

  function show({ title, result }) {
    $('title').textContent = title;
    const about = [result.model, result.testDescription && `values of “${result.testDescription}”`];
    $('about').textContent = about.filter(Boolean).join(' · ');
    $('test').hidden = !result.testId;
    $('error').hidden = !result.error;
    $('error-text').textContent = result.error?.message ?? '';
    $('place').hidden = !result.error?.range;
    $('empty').hidden = Boolean(result.error) || result.messages.length > 0;
    // What was there stays readable, dimmed, while a half-typed template cannot be rendered.
    $('messages').classList.toggle('stale', Boolean(result.error));
    if (!result.error) $('messages').replaceChildren(...result.messages.map(bubble));
  }

  $('place').addEventListener('click', () => vscode.postMessage({ type: 'place' }));
  $('test').addEventListener('click', () => vscode.postMessage({ type: 'test' }));
  let shownTitle;
  window.addEventListener('message', ({ data }) => {
    if (data.type !== 'preview') return;
    if (shownTitle !== data.title) $('messages').replaceChildren();
    shownTitle = data.title;
    show(data);
  });
  vscode.postMessage({ type: 'ready' });
})();
