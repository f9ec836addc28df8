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

  // What belongs to few moments of reading is loaded when the first of them comes.
  const base = document.currentScript.src.replace(/[^/]*$/, "");
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      Object.assign(script, { src: base + name, onload: resolve, onerror: reject });
      document.head.append(script);
    });

  // Previews: a link that has one is under the pointer, has the focus, or is touched.
  const occasions = ["pointerover", "focusin", "pointerdown"];
  const preview = (event) => {
    if (event.target.closest?.('a[title*="\u2003"]')) {
      for (const occasion of occasions) document.removeEventListener(occasion, preview);
      load("bunko-previews.js").then(() => window.bunkoPreviews(event));
    }
  };
  for (const occasion of occasions) document.addEventListener(occasion, preview);

  // The map of connections: the button opens it, and so does an address that ends in #bunko-map.
  const button = document.querySelector("[data-bunko-map]");
  if (button) {
    const open = async () => {
      if (!window.bunkoMap) {
        for (const part of ["dispatch", "quadtree", "timer", "force"]) await load(`vendor/d3/d3-${part}.min.js`);
        await load("bunko-map.js");
      }
      window.bunkoMap(button, base);
    };
    const follow = () => location.hash === "#bunko-map" && open();
    button.hidden = false;
    button.addEventListener("click", open);
    window.addEventListener("hashchange", follow);
    follow();
  }
})();
