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
