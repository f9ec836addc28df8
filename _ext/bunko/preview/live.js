// The live preview: reloads the page when it was built anew, and shows what a build has to say.
(() => {
  "use strict";
  /** @type {number | null} */
  let shown = null; // the build that this page is from

  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.innerHTML = `<style>
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; font: 14px/1.6 system-ui, sans-serif; }
    details { background: #fffbe6; color: #222; border-top: 3px solid #b45309; }
    details.failed { background: #fff1f0; border-color: #b91c1c; }
    summary { padding: .5rem 1rem; cursor: pointer; font-weight: 600; }
    pre { margin: 0; padding: 0 1rem 1rem; max-height: 45vh; overflow: auto; white-space: pre-wrap;
          overflow-wrap: anywhere; font: 13px/1.6 ui-monospace, monospace; }
    p { position: absolute; right: 1rem; bottom: 100%; margin: 0 0 1rem; padding: .25rem .75rem; border-radius: 1rem;
        background: #222; color: #fff; }
    [hidden] { display: none; }
  </style>
  <p role="status" hidden></p>
  <details hidden><summary></summary><pre></pre></details>`;
  const status = /** @type {HTMLElement} */ (root.querySelector("p"));
  const details = /** @type {HTMLDetailsElement} */ (root.querySelector("details"));
  const heading = /** @type {HTMLElement} */ (root.querySelector("summary"));
  const said = /** @type {HTMLElement} */ (root.querySelector("pre"));

  /** @param {{building?: string, heading?: string, ok?: boolean, said?: string}} news */
  const show = (news) => {
    status.hidden = !news.building;
    status.textContent = news.building || "";
    details.hidden = !news.heading;
    details.classList.toggle("failed", news.ok === false);
    details.open = news.ok === false || details.open;
    heading.textContent = news.heading || "";
    said.textContent = news.said || "";
    if (!host.isConnected) document.body.append(host);
  };

  const source = new EventSource("/.bunko/news");
  source.onmessage = (event) => {
    const news = JSON.parse(event.data);
    const build = news.build || 0;
    shown ??= build;
    if (news.ok && build !== shown) {
      source.close();
      location.reload();
      return;
    }
    show(news);
  };
  addEventListener("pagehide", () => source.close());
})();
