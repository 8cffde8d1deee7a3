/** The page's markup; `media/preview.js` fills it in. */
export const PREVIEW_BODY = `
<header class="bar">
  <div class="what"><h1 id="title"></h1><p id="about" class="quiet"></p></div>
  <label class="choice"><span class="hidden">Values</span><select id="choice"></select></label>
</header>
<form id="form" class="form" aria-label="Values of the inputs" hidden></form>
<main id="messages" class="messages" aria-label="Rendered messages"></main>
<p id="empty" class="empty" hidden>The template renders to nothing: there is no message to send.</p>
<details id="costs" class="costs" hidden><summary id="estimate"></summary>
  <table><caption class="hidden">Estimated cost of the input, by model</caption><tbody id="prices"></tbody></table>
  <p class="quiet">≈ is an estimate, where the model’s vocabulary is not published or not everything is text. Costs are estimates as well, and the answer is not included.</p>
</details>
<div id="error" class="error" role="status" hidden><p><strong>Cannot be rendered yet.</strong> <span id="error-text"></span></p><button id="place" hidden>Show in the File</button></div>
<p id="said" class="hidden" role="status"></p>`;
