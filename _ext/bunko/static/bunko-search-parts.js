// What the search is made of: its form, its list of results, and what a result shows. `bunko-search-view.js` works with it.
(() => {
  "use strict";
  let number = 0; // of elements that need a name

  // An element; `null` and `false` leave an attribute out, a function listens.
  /** @type {BunkoSearch["make"]} */
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, /** @type {EventListener} */ (value));
      else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : String(value));
    }
    element.append(...children);
    return element;
  };
  const icon = (/** @type {string} */ name) => make("span", { class: `bunko-icon bunko-icon-${name}`, "aria-hidden": "true" });
  const marks = (/** @type {string[]} */ pieces) => pieces.map((piece, i) => (i % 2 ? make("mark", {}, piece) : piece));

  /** @type {BunkoSearch["build"]} */
  const build = (words, page, on, inDialog) => {
    number += 1;
    const id = (/** @type {string} */ name) => `bunko-search-${number}-${name}`;
    const typed = {
      autocomplete: "off",
      input: (/** @type {InputEvent} */ event) => event.isComposing || on.type(),
      compositionend: () => on.type(),
    };
    const input = make("input", {
      ...typed,
      type: "search",
      class: "bunko-search-input",
      placeholder: words.placeholder,
      "aria-label": words.placeholder,
      "aria-controls": id("results"),
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "search",
    });
    const toggle = make(
      "button",
      {
        type: "button",
        class: "bunko-button bunko-search-toggle",
        "aria-expanded": "false",
        "aria-controls": id("filters"),
        click: () => on.toggle(),
      },
      icon("filters"),
      make("span", {}, words.filters),
    );
    const leave = { type: "button", class: "bunko-button", "aria-label": words.close, click: () => parts.dialog?.close() };
    const close = make("button", leave, icon("close"));
    /** @type {Record<string, BunkoControl>} */
    const fields = {};
    /** @type {(name: string, control: BunkoControl) => HTMLElement} */
    const field = (name, control) => {
      fields[name] = control;
      control.id = id(name);
      return make("p", {}, make("label", { for: control.id }, words[name]), control);
    };
    const select = () => make("select", { change: () => on.choose() }, make("option", { value: "" }, words.any));
    const tags = make("datalist", { id: id("tags") });
    const tag = make("input", { ...typed, type: "text", list: id("tags"), placeholder: words.any });
    const orders = [make("option", { value: "" }, words.relevance), make("option", { value: "date" }, words.date)];
    const sort = make("select", { change: () => on.choose() }, ...orders);
    const filters = make(
      "div",
      { id: id("filters"), class: "bunko-search-filters", hidden: true },
      field("category", select()),
      field("tag", tag),
      tags,
      field("author", select()),
      field("year", select()),
      field("sort", sort),
      make("button", { type: "button", class: "bunko-search-reset", click: () => on.reset() }, words.reset),
    );
    const form = make(
      "form",
      { role: "search", class: "bunko-search-form", action: page.href, submit: (/** @type {Event} */ event) => on.submit(event) },
      make("div", { class: "bunko-search-field" }, icon("search"), input, toggle, ...(inDialog ? [close] : [])),
      filters,
      make("button", { hidden: true }), // without one, Enter does nothing in a form of two fields
    );
    const status = make("p", { role: "status", class: "bunko-search-status" });
    const results = make("ol", { id: id("results"), class: "bunko-search-results", "aria-label": words.results });
    const further = { type: "button", class: "bunko-search-more", hidden: true, click: () => on.more() };
    const more = make("button", further, words.more);
    const body = make("div", { class: "bunko-search-body" }, status, results, more);
    const keys = { class: "bunko-search", keydown: (/** @type {KeyboardEvent} */ event) => on.key(event) };
    const element = make("div", keys, form, body);
    /** @type {BunkoSearchParts} */
    const parts = { element, input, toggle, filters, fields, tags, status, results, more };
    if (inDialog) Object.assign(parts, surround(element, words, page));
    return parts;
  };

  /**
   * Put the search in a dialog, with its foot: a link to the page of the search, and what keys do.
   * @type {(element: HTMLElement, words: Record<string, string>, page: URL) => Pick<BunkoSearchParts, "whole" | "dialog">}
   */
  const surround = (element, words, page) => {
    /** @type {(keys: string[], text: string) => HTMLElement} */
    const hint = (keys, text) => make("span", {}, ...keys.map((key) => make("kbd", {}, key)), ` ${text}`);
    const whole = make("a", { href: page.href }, words.page);
    const hints = [hint(["↑", "↓"], words.hint_move), hint(["Enter"], words.hint_open), hint(["Esc"], words.hint_close)];
    element.append(make("div", { class: "bunko-search-foot" }, whole, make("p", { "aria-hidden": "true" }, ...hints)));
    const dialog = make("dialog", { class: "bunko-search-dialog", "aria-label": words.search }, element);
    // A click beside it closes it: there, the target is the dialog itself.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.body.append(dialog);
    return { whole, dialog };
  };

  /** @type {BunkoSearch["item"]} */
  const item = ({ href, title, quotations }, about, follow) => {
    const link = make(
      "a",
      { href, click: follow },
      make("span", { class: "bunko-search-title" }, ...marks(title)),
      ...(about.length ? [make("span", { class: "bunko-search-about" }, ...about)] : []),
      ...quotations.map((pieces) => make("span", { class: "bunko-search-quotation" }, ...marks(pieces))),
    );
    return make("li", {}, link);
  };

  Object.assign(window.bunkoSearch, { make, build, item });
})();
