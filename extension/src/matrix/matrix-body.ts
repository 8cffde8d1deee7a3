/** Rows of tests, columns of models; below, the answers that were chosen. */
export const MATRIX_BODY = `
<header class="bar">
  <div class="head">
    <div class="what"><h1 id="title"></h1><p id="summary" class="quiet"></p></div>
    <div class="actions" role="group" aria-label="This run">
      <button id="stop" hidden>Stop</button>
      <button id="again">Run Again</button>
      <button id="export" class="secondary">Export Report…</button>
    </div>
  </div>
  <progress id="progress" aria-label="Tests that have ended" hidden></progress>
  <form id="filters" class="compare" aria-label="Which tests are shown">
    <label>Show <select id="which"><option value="all">all tests</option><option value="failed">tests that did not pass</option><option value="verdicts">tests whose verdicts differ</option><option value="answers">tests whose answers differ</option></select></label>
    <label>with <input id="words" type="search" placeholder="words in test or answer"></label>
    <span id="count" class="quiet" role="status"></span>
  </form>
</header>
<p id="status" class="unseen" role="status" aria-live="polite"></p>
<main id="main" tabindex="-1">
  <p id="problem" class="error" role="alert" hidden></p>
  <ul id="comparison" class="comparison" aria-label="What the two columns show" hidden></ul>
  <p id="empty" class="empty" hidden></p>
  <div id="table" class="scroll"><table role="grid" aria-multiselectable="true"><thead id="columns"></thead><tbody id="rows"></tbody></table></div>
  <p id="more" class="quiet" hidden></p>
  <section id="chosen" class="chosen" aria-label="Chosen answers" hidden>
    <div class="head">
      <h2 id="chosen-title"></h2>
      <div class="actions" role="group" aria-label="Chosen answers"><button id="diffEditor" class="secondary">Open in Diff Editor</button><button id="unchoose" class="secondary">Choose None</button></div>
    </div>
    <div id="difference" class="difference" tabindex="0" hidden><p id="difference-about" class="quiet"></p><div id="pieces" class="words"></div></div>
    <div id="answers" class="columns"></div>
  </section>
</main>`;
