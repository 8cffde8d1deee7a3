/** The frame of the page; its script fills it. */
export const EXPERIMENT_BODY = `
<header>
  <div class="what">
    <h1><span id="title">Experiment</span> <span id="state" class="chip" hidden></span></h1>
    <p id="about" class="quiet"></p>
  </div>
  <button id="refresh" class="secondary">Refresh</button>
</header>
<section id="notice" role="status"><p id="notice-text">Loading…</p><div id="notice-actions"></div></section>
<main id="main" hidden>
  <p id="ended" class="note"></p>
  <div id="alarm" class="banner" role="alert">
    <h2>The arms did not get their shares</h2>
    <p>Something loses or repeats keys. Until that is found, nothing is claimed: figures of arms would mislead.</p>
  </div>
  <section aria-labelledby="hypothesis-title">
    <h2 id="hypothesis-title">Hypothesis</h2>
    <p id="hypothesis"></p>
  </section>
  <section aria-labelledby="next-title" class="next">
    <h2 id="next-title">What to do</h2>
    <p id="recommendation"></p>
    <div id="steps" class="actions"></div>
    <p id="refusal" class="quiet"></p>
  </section>
  <section id="shown" aria-labelledby="shown-title">
    <h2 id="shown-title">What is shown</h2>
    <ul id="words" class="plain"></ul>
  </section>
  <section id="charts" aria-label="Intervals of the arms, with 95 % at all times"></section>
  <section id="guarded" aria-labelledby="guards-title">
    <h2 id="guards-title">Guards</h2>
    <ul id="guards" class="plain"></ul>
  </section>
  <section aria-labelledby="arms-title">
    <h2 id="arms-title">Arms</h2>
    <table aria-labelledby="arms-title">
      <thead><tr><th scope="col">Arm</th><th scope="col">Version</th><th scope="col" class="number">Share</th><th scope="col" class="number">Keys shown it</th></tr></thead>
      <tbody id="arms"></tbody>
    </table>
  </section>
</main>`;
