// What the theme's script leaves out. Pages can be read without it.
(() => {
  const root = document.documentElement;

  // The buttons for the colours say which of them is pressed.
  const press = () => {
    for (const button of document.querySelectorAll(".theme-change-button")) {
      button.setAttribute("aria-pressed", button.dataset.mode === root.dataset.mode);
    }
  };
  press();
  new MutationObserver(press).observe(root, { attributeFilter: ["data-mode"] });

  // A link to a section closes the drawer that it stands in.
  document.addEventListener("click", (event) => {
    event.target.closest("dialog a[href^='#']")?.closest("dialog").close();
  });
})();

// The search: nothing of it is loaded before it is asked for, by its button, by Ctrl+K, ⌘K or "/", or on its own page.
(() => {
  const { src } = document.currentScript;
  const load = (name) =>
    new Promise((resolve, reject) => {
      const styles = name.endsWith(".css");
      const found = document.createElement(styles ? "link" : "script");
      Object.assign(found, { onload: resolve, onerror: reject });
      Object.assign(found, styles ? { rel: "stylesheet", href: new URL(name, src) } : { src: new URL(name, src) });
      document.head.append(found);
    });
  let loaded;
  const open = async () => {
    loaded ??= Promise.all([
      load("bunko-search.css"),
      load("bunko-search.js").then(() => load("bunko-search-view.js")),
    ]);
    try {
      await loaded;
      await window.bunkoSearch.open();
    } catch (error) {
      loaded = undefined;
      throw error;
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-bunko-search]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("dialog")?.close(); // the menu, on phones
    open().catch(() => link.href && location.assign(link.href));
  });
  addEventListener(
    "keydown",
    (event) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey, target, isComposing } = event;
      const typing = target.closest?.("input, textarea, select, [contenteditable]");
      const asked = (ctrlKey || metaKey) && !altKey && !shiftKey && key.toLowerCase() === "k";
      if (isComposing || !(asked || (key === "/" && !ctrlKey && !metaKey && !altKey && !typing))) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // themes have a search of their own on these keys
      open();
    },
    true,
  );
  if (document.querySelector("[data-bunko-search-page]")) open();
})();
