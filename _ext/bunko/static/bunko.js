// What the theme's script leaves out. Pages can be read without it.
(() => {
  const root = document.documentElement;
  const { src, dataset } = /** @type {HTMLScriptElement} */ (document.currentScript);

  // What belongs to few moments of reading is loaded when the first of them comes.
  /** @type {(name: string) => Promise<unknown>} */
  const load = (name) =>
    new Promise((resolve, reject) => {
      const styles = name.endsWith(".css");
      const found = document.createElement(styles ? "link" : "script");
      Object.assign(found, { onload: resolve, onerror: reject });
      Object.assign(found, styles ? { rel: "stylesheet", href: new URL(name, src) } : { src: new URL(name, src), async: false });
      document.head.append(found);
    });

  // The search: nothing of it is loaded before it is asked for, by its button, by Ctrl+K, ⌘K or "/", or on its own page.
  /** @type {Promise<unknown> | undefined} */
  let loaded;
  const open = async () => {
    const parts = [".css", "-words.js", ".js", "-quote.js", "-parts.js", "-view.js"]; // scripts run in this order
    loaded ??= Promise.all(parts.map((part) => load(`bunko-search${part}`)));
    try {
      await loaded;
      await window.bunkoSearch.open();
    } catch (error) {
      loaded = undefined;
      throw error;
    }
  };

  document.addEventListener("click", (event) => {
    /** @type {HTMLAnchorElement | null | undefined} */
    const link = event.target?.closest?.("[data-bunko-search]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("dialog")?.close(); // the menu, on phones
    open().catch(() => link.href && location.assign(link.href));
  });
  addEventListener(
    "keydown",
    (event) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey, target, isComposing } = event;
      const typing = target?.closest?.("input, textarea, select, [contenteditable]");
      const asked = (ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k";
      if (isComposing || !(asked || (key === "/" && !ctrlKey && !metaKey && !altKey && !typing))) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // themes have a search of their own on these keys
      open();
    },
    true,
  );
  if (document.querySelector("[data-bunko-search-page]")) open();

  // The rest is for pages in our own frame: other themes have their own means.
  if (dataset.words === undefined) return;
  const [COPY, COPIED, TABLE] = dataset.words.split("|");
  /** @type {BunkoMakeHtml} */
  const make = (name, attributes, ...children) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...children);
    return element;
  };

  // The buttons for the colours say which of them is pressed.
  const press = () => {
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".theme-change-button"))) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === root.dataset.mode));
    }
  };
  press();
  new MutationObserver(press).observe(root, { attributeFilter: ["data-mode"] });

  // A link to a section closes the drawer that it stands in.
  document.addEventListener("click", (event) => {
    event.target?.closest?.("dialog a[href^='#']")?.closest("dialog")?.close();
  });

  // A citation names the address that the page is at, where the site does not know its own.
  for (const here of document.querySelectorAll(".bunko-here")) here.textContent = location.href.split("#")[0];

  // Code and citations can be copied.
  const write = async (/** @type {string} */ text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.body.appendChild(make("textarea", { value: text, className: "bunko-unseen" }));
    field.select();
    document.execCommand("copy"); // where the page is not secure, there is no clipboard
    field.remove();
  };
  const status = document.body.appendChild(make("span", { className: "bunko-unseen" }));
  status.setAttribute("role", "status");
  for (const box of document.querySelectorAll("div.highlight, [data-bunko-copy]")) {
    const button = make("button", { type: "button", className: "bunko-copy" }, COPY);
    button.addEventListener("click", async () => {
      const copy = /** @type {Element} */ ((box.querySelector("td.code") || box).cloneNode(true));
      for (const extra of copy.querySelectorAll(".linenos, .bunko-copy")) extra.remove();
      await write(copy.textContent.replace(/^\n+|\s+$/g, "") + (copy.querySelector("pre") ? "\n" : ""));
      button.textContent = status.textContent = COPIED;
      setTimeout(() => {
        button.textContent = COPY;
        status.textContent = "";
      }, 2000);
    });
    box.append(button);
  }

  // A table that is wider than the page is a region that the keyboard can scroll.
  /** @type {NodeListOf<HTMLElement>} */
  const tables = document.querySelectorAll(".pst-scrollable-table-container");
  for (const box of tables) {
    if (box.scrollWidth <= box.clientWidth) continue;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", box.querySelector("caption")?.textContent.trim() || TABLE);
    box.tabIndex = 0;
  }

  // Previews: a link that has one is under the pointer, has the focus, or is touched.
  const occasions = ["pointerover", "focusin", "pointerdown"];
  const preview = (/** @type {Event} */ event) => {
    if (event.target?.closest?.('a[title*="\u2003"]')) {
      for (const occasion of occasions) document.removeEventListener(occasion, preview);
      load("bunko-previews.js").then(() => window.bunkoPreviews(event));
    }
  };
  for (const occasion of occasions) document.addEventListener(occasion, preview);

  // The map of connections: the button opens it, and so does an address that ends in #bunko-map.
  /** @type {HTMLElement | null} */
  const button = document.querySelector("[data-bunko-map]");
  if (button) {
    const openMap = async () => {
      if (!window.bunkoMap) {
        for (const part of ["dispatch", "quadtree", "timer", "force"]) await load(`vendor/d3/d3-${part}.min.js`);
        await load("bunko-map.js");
      }
      window.bunkoMap?.(button, new URL(".", src).href);
    };
    const follow = () => location.hash === "#bunko-map" && openMap();
    button.hidden = false;
    button.addEventListener("click", openMap);
    window.addEventListener("hashchange", follow);
    follow();
  }

  // A footnote appears beside its number: under the pointer, with the focus, or when it is touched.
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const notes = document.querySelectorAll("a.footnote-reference");
  if (!notes.length || !HTMLElement.prototype.showPopover) return;
  const card = document.body.appendChild(make("div", { className: "bunko-note", popover: "manual" }));
  card.setAttribute("aria-hidden", "true"); // the note itself is a step away
  let touch = false;
  /** @type {number | undefined} */
  let timer;
  /** @type {Element | undefined} */
  let shown;
  const hide = () => {
    if (shown) card.hidePopover();
    shown = undefined;
  };
  const show = (/** @type {HTMLAnchorElement} */ link) => {
    clearTimeout(timer);
    const note = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!note || shown === link) return;
    card.replaceChildren(...[.../** @type {Element} */ (note.cloneNode(true)).children].filter((part) => !part.matches(".label")));
    for (const part of card.querySelectorAll("[id]")) part.removeAttribute("id");
    for (const part of card.querySelectorAll("a")) part.tabIndex = -1;
    card.showPopover();
    shown = link;
    const at = link.getBoundingClientRect();
    const above = at.bottom + card.offsetHeight + 16 > innerHeight && at.top > card.offsetHeight + 16;
    card.style.top = `${above ? at.top - card.offsetHeight - 8 : at.bottom + 8}px`;
    card.style.left = `${Math.max(8, Math.min(at.left - 24, root.clientWidth - card.offsetWidth - 8))}px`;
  };
  const leave = () => (timer = setTimeout(hide, 250)); // time to move the pointer onto the note
  card.addEventListener("mouseenter", () => clearTimeout(timer));
  card.addEventListener("mouseleave", leave);
  for (const link of notes) {
    link.addEventListener("mouseenter", () => touch || show(link));
    link.addEventListener("mouseleave", leave);
    link.addEventListener("focus", () => link.matches(":focus-visible") && show(link));
    link.addEventListener("blur", leave);
    link.addEventListener("click", (event) => {
      if (!touch || shown === link) return hide();
      event.preventDefault();
      show(link);
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", hide, { passive: true });
  document.addEventListener("pointerdown", (event) => {
    touch = event.pointerType === "touch";
    if (!event.target?.closest?.(".bunko-note, a.footnote-reference")) hide();
  });
})();
