// What the search does as readers type: a dialog on every page, and the same on a page of its own. `bunko-search.js` finds.
(() => {
  "use strict";
  const { SITE, build, facets, fold, item, make, meta, quote, search } = window.bunkoSearch;
  const PAUSE = 120; // ms without a keystroke, before a search begins
  const PORTION = 10; // results
  /** @type {BunkoFilter[]} */
  const FILTERS = ["category", "tag", "author", "year"];

  class View {
    constructor(/** @type {BunkoMeta} */ { words, language, page }, /** @type {boolean} */ inDialog) {
      this.words = words;
      this.page = new URL(page, SITE);
      this.day = new Intl.DateTimeFormat(language.replace("_", "-"), { dateStyle: "long", timeZone: "UTC" });
      this.turn = 0; // the last search that was begun: results of earlier ones come too late
      this.last = ""; // what it was for
      /** @type {number | undefined} */
      this.timer = undefined;
      /** @type {Promise<void> | undefined} */
      this.filled = undefined;
      /** @type {BunkoFacets | undefined} */
      this.names = undefined;
      /** @type {BunkoFound | undefined} */
      this.found = undefined;
      /** @type {(() => void) | undefined} */
      this.onchange = undefined;
      /** @type {(() => void) | undefined} */
      this.onsubmit = undefined;
      /** @type {BunkoSearchActions} */
      const actions = {
        type: () => this.soon(),
        choose: () => this.soon(0),
        toggle: () => this.showFilters(Boolean(this.parts.filters.hidden)),
        reset: () => this.reset(),
        more: () => this.showMore(),
        submit: (event) => this.submit(event),
        key: (event) => this.move(event),
      };
      this.parts = build(words, this.page, actions, inDialog);
      this.say(words.idle);
    }

    // -- what is there -------------------------------------------------------------------------------------------------

    async fill() {
      this.filled ??= facets().then((found) => {
        const { fields, tags } = this.parts;
        for (const name of /** @type {BunkoFilter[]} */ (["category", "author", "year"])) {
          fields[name].append(...found[name].map((value) => make("option", { value }, value)));
          fields[name].disabled = !found[name].length;
        }
        tags.append(...found.tag.map((value) => make("option", { value })));
        this.names = found;
      });
      await this.filled;
    }

    async showFilters(/** @type {boolean} */ shown) {
      this.parts.filters.hidden = !shown;
      this.parts.toggle.setAttribute("aria-expanded", String(shown));
      try {
        if (shown) await this.fill();
      } catch {
        this.say(this.words.failed);
      }
    }

    reset() {
      for (const control of Object.values(this.parts.fields)) control.value = "";
      this.soon(0);
      this.parts.input.focus();
    }

    // -- what is wanted ------------------------------------------------------------------------------------------------

    get wanted() {
      const { input, fields } = this.parts;
      // A tag counts once it is one, however it is written.
      const typed = fold(fields.tag.value);
      const tag = typed ? (this.names?.tag.find((name) => fold(name) === typed) ?? "") : "";
      const [category, author, year, sort] = ["category", "author", "year", "sort"].map((name) => fields[name].value);
      return { query: input.value.trim(), category, tag, author, year, sort };
    }

    async want(/** @type {URLSearchParams} */ parameters) {
      const wanted = Object.fromEntries(parameters);
      this.parts.input.value = wanted.q ?? "";
      const filtered = [...FILTERS, "sort"].some((name) => wanted[name]);
      if (filtered) {
        await this.showFilters(true);
        if (!this.names) return;
      }
      for (const name of FILTERS) {
        const typed = fold(wanted[name] ?? "");
        this.parts.fields[name].value = this.names?.[name].find((value) => fold(value) === typed) ?? "";
      }
      this.parts.fields.sort.value = fold(wanted.sort ?? "");
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
      if (this.parts.whole) this.parts.whole.href = this.address;
      this.onchange?.();
      this.parts.toggle.classList.toggle("bunko-search-filtered", filtered);
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
        this.tell(wanted, found, filtered);
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

    /** @type {(wanted: BunkoWanted, found: BunkoFound, filtered: boolean) => void} */
    tell({ query = "" }, found, filtered) {
      const { words } = this;
      const { count } = found;
      if (!count) this.say(`${filtered ? words.none_filtered : words.none.replace("{query}", query)} ${words.advice}`);
      else if (count === 1 && found.exact) this.say(words.one);
      else this.say((found.exact ? words.some : words.about).replace("{count}", count.toLocaleString()));
    }

    say(/** @type {string} */ text) {
      this.parts.status.textContent = text;
    }

    show(/** @type {BunkoDocument[]} */ shown, /** @type {boolean} */ further) {
      const { results, more } = this.parts;
      const items = shown.map((document) => this.item(document));
      if (further) results.append(...items);
      else results.replaceChildren(...items);
      more.hidden = !this.found?.left.length || !results.children.length;
      if (!further && results.parentElement) results.parentElement.scrollTop = 0;
      return items;
    }

    item(/** @type {BunkoDocument} */ shown) {
      /** @type {HTMLElement[]} */
      const about = (shown.c ?? []).map((name) => make("span", { class: "bunko-search-category" }, name));
      if (shown.d) about.unshift(make("time", { datetime: shown.d }, this.day.format(new Date(`${shown.d}T00:00Z`))));
      return item(quote(shown, this.found?.terms ?? []), about, (event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.parts.dialog?.close();
      });
    }

    async showMore() {
      const { turn, found } = this;
      if (!found) return;
      try {
        const shown = await found.next(PORTION);
        if (turn !== this.turn) return;
        const [first] = this.show(shown, true);
        this.tell(this.wanted, found, true);
        first?.querySelector("a")?.focus();
      } catch {
        this.say(this.words.failed);
      }
    }

    // -- keys ----------------------------------------------------------------------------------------------------------

    move(/** @type {KeyboardEvent} */ event) {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      const { input, results, more } = this.parts;
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const links = [...results.querySelectorAll("a")];
      const at = links.findIndex((link) => link === document.activeElement);
      if (!step || !links.length || (at < 0 && (document.activeElement !== input || step < 0))) return;
      event.preventDefault();
      if (at + step < 0) input.focus();
      else if (links[at + step]) links[at + step].focus();
      else if (!more.hidden) more.focus();
    }

    async submit(/** @type {Event} */ event) {
      event.preventDefault();
      const fresh = JSON.stringify(this.wanted) === this.last && this.found;
      await this.run();
      const { dialog, input, results } = this.parts;
      if (dialog && document.activeElement === input && (fresh || this.found)) {
        results.querySelector("a")?.click();
      }
      this.onsubmit?.();
    }

    open() {
      const { dialog, input } = this.parts;
      if (dialog && !dialog.open) dialog.showModal();
      input.focus();
      if (dialog) input.select(); // on its own page, the search is there already
    }
  }

  // The page of the search: its address says what is searched for.
  const start = async (/** @type {Element} */ place) => {
    const view = new View(await meta(), false);
    let restoring = false;
    let kept = ""; // the address that was last kept in the history
    place.replaceChildren(view.parts.element);
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
      if (view.address !== kept) history.pushState(null, "", view.address);
      kept = view.address;
    };
    addEventListener("popstate", restore);
    await restore();
    kept = view.address;
    view.parts.input.focus();
    return view;
  };

  /** @type {Promise<View> | undefined} */
  let ready;
  const view = () =>
    (ready ??= (async () => {
      const place = document.querySelector("[data-bunko-search-page]");
      return place ? start(place) : new View(await meta(), true);
    })().catch((error) => {
      ready = undefined;
      throw error;
    }));

  window.bunkoSearch.open = async () => (await view()).open();
})();
