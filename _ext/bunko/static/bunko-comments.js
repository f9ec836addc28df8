// Comments below an article: nothing is asked of giscus.app before the reader wants to see them.
(() => {
  const root = document.documentElement;
  const HOST = "https://giscus.app";
  /** @type {HTMLElement | null} */
  const box = document.querySelector("[data-bunko-comments]");
  const ask = box?.querySelector(".bunko-comments-ask");
  const button = ask?.querySelector("button");
  if (!box || !ask || !button) return;
  /** @type {Record<string, string>} */
  const { load, theme, ...settings } = JSON.parse(box.dataset.bunkoComments ?? "{}");

  // Light or dark as the page is; a theme that does not say so leaves it to the reader's system.
  const colours = () => theme || root.dataset.theme || "preferred_color_scheme";

  const show = () => {
    const place = document.createElement("div");
    place.className = "giscus";
    const script = Object.assign(document.createElement("script"), { src: `${HOST}/client.js`, async: true, crossOrigin: "anonymous" });
    for (const [name, value] of Object.entries({ ...settings, theme: colours() })) {
      script.setAttribute(`data-${name.replaceAll("_", "-")}`, value);
    }
    script.addEventListener("error", () => {
      place.replaceWith(ask); // there is no way to the host; the button is there to try again
      script.remove();
    });
    ask.replaceWith(place);
    box.append(script);
  };

  button.hidden = false;
  /** @type {HTMLElement | null} */
  const note = ask.querySelector(".bunko-comments-note");
  if (note) note.hidden = false;
  button.addEventListener("click", () => {
    show();
    box.tabIndex = -1; // the button that had the focus has gone
    box.focus({ preventScroll: true });
  });
  new MutationObserver(() => {
    /** @type {HTMLIFrameElement | null} */
    const frame = box.querySelector("iframe.giscus-frame");
    frame?.contentWindow?.postMessage({ giscus: { setConfig: { theme: colours() } } }, HOST);
  }).observe(root, { attributeFilter: ["data-theme"] });

  if (load === "scroll") {
    const watch = new IntersectionObserver(
      (found) => {
        if (!found.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        if (ask.isConnected) show();
      },
      { rootMargin: "200px" },
    );
    watch.observe(box);
  }
})();
