// What readers see of the search: a dialog on every page, and the same on a page of its own. `bunko-search.js` finds.
(() => {
  "use strict";
  const { SITE, fold, facets, meta, quote, search } = window.bunkoSearch;
  const PAUSE = 120; // ms without a keystroke, before a search begins
  const PORTION = 10; // results
  const FILTERS = ["category", "tag", "author", "year"];
  let number = 0; // of elements that need a name

  // An element; `null` and `false` leave an attribute out, a function listens.
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  };
  const icon = (name) => make("span", { class: `bunko-icon bunko-icon-${name}`, "aria-hidden": "true" });
  const marks = (pieces) => pieces.map((piece, i) => (i % 2 ? make("mark", {}, piece) : piece));

  class View {
    constructor({ words, language, page }, inDialog) {
      this.words = words;
      this.inDialog = inDialog;
      this.page = new URL(page, SITE);
      this.day = new Intl.DateTimeFormat(language.replace("_", "-"), { dateStyle: "long", timeZone: "UTC" });
      this.turn = 0; // the last search that was begun: results of earlier ones come too late
      this.build();
    }

    // -- what is there -------------------------------------------------------------------------------------------------

    build() {
      const { words } = this;
      number += 1;
      const id = (name) => `bunko-search-${number}-${name}`;
      const typed = {
        autocomplete: "off",
        input: (event) => event.isComposing || this.soon(),
        compositionend: () => this.soon(),
      };
      this.input = make("input", {
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
      this.toggle = make(
        "button",
        {
          type: "button",
          class: "bunko-button bunko-search-toggle",
          "aria-expanded": "false",
          "aria-controls": id("filters"),
          click: () => this.showFilters(this.filters.hidden),
        },
        icon("filters"),
        make("span", {}, words.filters),
      );
      const close = make("button", { type: "button", class: "bunko-button", "aria-label": words.close, click: () => this.dialog.close() }, icon("close"));
      this.fields = {};
      const field = (name, control) => {
        this.fields[name] = control;
        control.id = id(name);
        return make("p", {}, make("label", { for: control.id }, words[name]), control);
      };
      const select = () => make("select", { change: () => this.soon(0) }, make("option", { value: "" }, words.any));
      this.tags = make("datalist", { id: id("tags") });
      const tag = make("input", { ...typed, type: "text", list: id("tags"), placeholder: words.any });
      const orders = [make("option", { value: "" }, words.relevance), make("option", { value: "date" }, words.date)];
      const sort = make("select", { change: () => this.soon(0) }, ...orders);
      this.filters = make(
        "div",
        { id: id("filters"), class: "bunko-search-filters", hidden: true },
        field("category", select()),
        field("tag", tag),
        this.tags,
        field("author", select()),
        field("year", select()),
        field("sort", sort),
        make("button", { type: "button", class: "bunko-search-reset", click: () => this.reset() }, words.reset),
      );
      const form = make(
        "form",
        { role: "search", class: "bunko-search-form", action: this.page.href, submit: (event) => this.submit(event) },
        make("div", { class: "bunko-search-field" }, icon("search"), this.input, this.toggle, ...(this.inDialog ? [close] : [])),
        this.filters,
        make("button", { hidden: true }), // without one, Enter does nothing in a form of two fields
      );
      this.status = make("p", { role: "status", class: "bunko-search-status" });
      this.results = make("ol", { id: id("results"), class: "bunko-search-results", "aria-label": words.results });
      this.more = make("button", { type: "button", class: "bunko-search-more", hidden: true, click: () => this.showMore() }, words.more);
      const body = make("div", { class: "bunko-search-body" }, this.status, this.results, this.more);
      this.element = make("div", { class: "bunko-search", keydown: (event) => this.move(event) }, form, body);
      if (this.inDialog) {
        const hint = (keys, text) => make("span", {}, ...keys.map((key) => make("kbd", {}, key)), ` ${text}`);
        this.whole = make("a", { href: this.page.href }, words.page);
        const hints = [hint(["↑", "↓"], words.hint_move), hint(["Enter"], words.hint_open), hint(["Esc"], words.hint_close)];
        const foot = make("div", { class: "bunko-search-foot" }, this.whole, make("p", { "aria-hidden": "true" }, ...hints));
        this.element.append(foot);
        this.dialog = make("dialog", { class: "bunko-search-dialog", "aria-label": words.search }, this.element);
        // A click beside it closes it: there, the target is the dialog itself.
        this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close());
        document.body.append(this.dialog);
      }
      this.say(words.idle);
    }

    async fill() {
      this.filled ??= facets().then((found) => {
        for (const name of ["category", "author", "year"]) {
          this.fields[name].append(...found[name].map((value) => make("option", { value }, value)));
          this.fields[name].disabled = !found[name].length;
        }
        this.tags.append(...found.tag.map((value) => make("option", { value })));
        this.names = found;
      });
      await this.filled;
    }

    async showFilters(shown) {
      this.filters.hidden = !shown;
      this.toggle.setAttribute("aria-expanded", String(shown));
      try {
        if (shown) await this.fill();
      } catch {
        this.say(this.words.failed);
      }
    }

    reset() {
      for (const control of Object.values(this.fields)) control.value = "";
      this.soon(0);
      this.input.focus();
    }

    // -- what is wanted ------------------------------------------------------------------------------------------------

    get wanted() {
      const found = { query: this.input.value.trim() };
      for (const name of [...FILTERS, "sort"]) found[name] = this.fields[name].value;
      // A tag counts once it is one, however it is written.
      const typed = fold(found.tag);
      found.tag = typed ? (this.names?.tag.find((name) => fold(name) === typed) ?? "") : "";
      return found;
    }

    async want(parameters) {
      const wanted = Object.fromEntries(parameters);
      this.input.value = wanted.q ?? "";
      const filtered = [...FILTERS, "sort"].some((name) => wanted[name]);
      if (filtered) {
        await this.showFilters(true);
        if (!this.names) return;
      }
      for (const name of [...FILTERS, "sort"]) {
        const { [name]: control } = this.fields;
        const typed = fold(wanted[name] ?? "");
        control.value = name === "sort" ? typed : ((this.names?.[name] ?? []).find((value) => fold(value) === typed) ?? "");
      }
      await this.run();
    }

    get parameters() {
      const { query, ...rest } = this.wanted;
      return new URLSearchParams(Object.entries({ q: query, ...rest }).filter(([, value]) => value));
    }

    get address() {
      const { page, parameters } = this;
      const asked = parameters.toString();
      return asked ? `${page.href}?${asked}` : page.href;
    }

    soon(pause = PAUSE) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.run(), pause);
    }

    // -- what is found -------------------------------------------------------------------------------------------------

    async run() {
      clearTimeout(this.timer);
      const { wanted } = this;
      const key = JSON.stringify(wanted);
      if (key === this.last) return;
      this.last = key;
      this.turn += 1;
      const { turn } = this;
      const filtered = FILTERS.some((name) => wanted[name]);
      if (this.whole) this.whole.href = this.address;
      this.onchange?.();
      this.toggle.classList.toggle("bunko-search-filtered", filtered);
      if (!wanted.query && !filtered) {
        this.show([], false);
        this.say(this.words.idle);
        return;
      }
      if (!window.DecompressionStream) {
        this.say(this.words.old);
        return;
      }
      const patience = setTimeout(() => this.say(this.words.searching), 400);
      try {
        const found = await search(wanted);
        const first = await found.next(PORTION);
        if (turn !== this.turn) return;
        this.found = found;
        this.show(first, false);
        this.tell(wanted, filtered);
      } catch (error) {
        if (turn !== this.turn) return;
        this.last = "";
        this.show([], false);
        this.say(this.words.failed);
        console.warn(error);
      } finally {
        clearTimeout(patience);
      }
    }

    tell({ query }, filtered) {
      const { words, found } = this;
      const { count } = found;
      if (!count) this.say(`${filtered ? words.none_filtered : words.none.replace("{query}", query)} ${words.advice}`);
      else if (count === 1 && found.exact) this.say(words.one);
      else this.say((found.exact ? words.some : words.about).replace("{count}", count.toLocaleString()));
    }

    say(text) {
      this.status.textContent = text;
    }

    show(shown, further) {
      const items = shown.map((document) => this.item(document));
      if (further) this.results.append(...items);
      else this.results.replaceChildren(...items);
      this.more.hidden = !this.found?.left.length || !this.results.children.length;
      if (!further) this.results.parentElement.scrollTop = 0;
      return items;
    }

    item(shown) {
      const { href, title, quotations } = quote(shown, this.found.terms);
      const about = (shown.c ?? []).map((name) => make("span", { class: "bunko-search-category" }, name));
      if (shown.d) about.unshift(make("time", { datetime: shown.d }, this.day.format(new Date(`${shown.d}T00:00Z`))));
      const link = make(
        "a",
        { href, click: (event) => event.ctrlKey || event.metaKey || event.shiftKey || this.dialog?.close() },
        make("span", { class: "bunko-search-title" }, ...marks(title)),
        ...(about.length ? [make("span", { class: "bunko-search-about" }, ...about)] : []),
        ...quotations.map((pieces) => make("span", { class: "bunko-search-quotation" }, ...marks(pieces))),
      );
      return make("li", {}, link);
    }

    async showMore() {
      const { turn } = this;
      try {
        const shown = await this.found.next(PORTION);
        if (turn !== this.turn) return;
        const [first] = this.show(shown, true);
        this.tell(this.wanted, true);
        first?.firstElementChild.focus();
      } catch {
        this.say(this.words.failed);
      }
    }

    // -- keys ----------------------------------------------------------------------------------------------------------

    move(event) {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const links = [...this.results.querySelectorAll("a")];
      const at = links.indexOf(document.activeElement);
      if (!step || !links.length || (at < 0 && (document.activeElement !== this.input || step < 0))) return;
      event.preventDefault();
      if (at + step < 0) this.input.focus();
      else if (links[at + step]) links[at + step].focus();
      else if (!this.more.hidden) this.more.focus();
    }

    async submit(event) {
      event.preventDefault();
      const fresh = JSON.stringify(this.wanted) === this.last && this.found;
      await this.run();
      if (this.inDialog && document.activeElement === this.input && (fresh || this.found)) {
        this.results.querySelector("a")?.click();
      }
      this.onsubmit?.();
    }

    open() {
      if (!this.dialog.open) this.dialog.showModal();
      this.input.focus();
      this.input.select();
    }
  }

  // The page of the search: its address says what is searched for.
  const start = async (place) => {
    const view = new View(await meta(), false);
    let restoring = false;
    place.replaceChildren(view.element);
    const restore = async () => {
      restoring = true;
      await view.want(new URLSearchParams(location.search));
      restoring = false;
    };
    view.onchange = () => {
      if (!restoring && view.address !== location.href) history.replaceState(null, "", view.address);
    };
    // What was searched for with Enter can be gone back to; every keystroke cannot.
    view.onsubmit = () => {
      if (view.address !== view.kept) history.pushState(null, "", view.address);
      view.kept = view.address;
    };
    addEventListener("popstate", restore);
    await restore();
    view.kept = view.address;
    view.input.focus();
    return view;
  };

  let ready;
  const view = () =>
    (ready ??= (async () => {
      const place = document.querySelector("[data-bunko-search-page]");
      return place ? start(place) : new View(await meta(), true);
    })().catch((error) => {
      ready = undefined;
      throw error;
    }));

  // Show the search; on its own page, it is there already.
  window.bunkoSearch.open = async () => {
    const found = await view();
    if (found.dialog) found.open();
    else found.input.focus();
  };
})();
