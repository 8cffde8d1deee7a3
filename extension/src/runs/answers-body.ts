/** Where the answers of several models stand side by side. */
export const ANSWERS_BODY = `
<header class="bar">
  <div class="head">
    <div class="what"><h1 id="title"></h1><p id="about" class="quiet"></p></div>
    <div class="actions" role="group" aria-label="All of these runs">
      <button id="stopAll" hidden>Stop All</button>
      <button id="again">Run Again</button>
    </div>
  </div>
  <form id="compare" class="compare" aria-label="Compare two answers">
    <label>Compare <select id="base"></select></label>
    <label>with <select id="other"></select></label>
    <label>by <select id="by"><option value="words">words</option><option value="lines">lines</option></select></label>
    <button id="diffEditor" type="button" class="secondary">Open in Diff Editor</button>
  </form>
</header>
<p id="status" class="unseen" role="status" aria-live="polite"></p>
<main id="main" tabindex="-1">
  <section id="difference" class="difference" aria-label="Difference" tabindex="0" hidden><p id="difference-about" class="quiet"></p><div id="pieces"></div></section>
  <div id="columns" class="columns"></div>
</main>`;
