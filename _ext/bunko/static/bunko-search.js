// The search: an engine that reads the index file by file. `bunko.js` loads this file, with those of its name, when it is
// first asked for. The index is described in search/index.py; it consists of scripts, which work from file://
// as well, and each of them calls `bunkoSearch.take(name, base64)`.
(() => {
  "use strict";
  const SITE = new URL("../", /** @type {HTMLScriptElement} */ (document.currentScript).src);
  const INDEX = new URL("_search/", SITE);
  const { fold, parse } = window.bunkoSearch;

  // -- the index -------------------------------------------------------------------------------------------------------

  const CRCS = Uint32Array.from({ length: 256 }, (_, n) => {
    let crc = n;
    for (let k = 0; k < 8; k += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
  const encoder = new TextEncoder();
  const numberOf = (/** @type {string} */ gram) => {
    let crc = 0xffffffff;
    for (const byte of encoder.encode(gram)) crc = CRCS[(crc ^ byte) & 0xff] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  };

  /** @type {Map<string, (content: Uint8Array<ArrayBuffer>) => void>} */
  const waiting = new Map();
  /** @type {(name: string, content: string) => void} */
  const take = (name, content) => waiting.get(name)?.(Uint8Array.from(atob(content), (unit) => unit.charCodeAt(0)));

  /**
   * Return a function that remembers what it has found, but not that it failed.
   * @template [K=void]
   * @template [V=void]
   * @param {(key: K) => Promise<V>} find
   * @returns {(key: K) => Promise<V>}
   */
  const remembering = (find) => {
    /** @type {Map<K, Promise<V>>} */
    const found = new Map();
    return (key) => {
      const known = found.get(key);
      if (known) return known;
      const promise = find(key);
      found.set(key, promise);
      promise.catch(() => found.delete(key));
      return promise;
    };
  };

  let version = "";
  /** @type {(name: string) => Promise<Uint8Array<ArrayBuffer>>} */
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      waiting.set(name, resolve);
      script.src = new URL(`${name}.js${version && `?v=${version}`}`, INDEX).href;
      script.onload = () => {
        script.remove();
        waiting.delete(name);
        reject(new Error(`${name} is empty`)); // if it has called `take`, this comes too late
      };
      script.onerror = () => {
        script.remove();
        reject(new Error(`${name} could not be loaded`));
      };
      document.head.append(script);
    });
  const inflated = async (/** @type {string} */ name) => {
    const stream = new Blob([await load(name)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream);
  };

  const meta = remembering(async () => {
    /** @type {BunkoMeta} */
    const found = JSON.parse(new TextDecoder().decode(await load("meta")));
    version = found.version;
    found.size = found.blocks.reduce((sum, count) => sum + count, 0);
    return found;
  });
  const shard = remembering(
    async (/** @type {number} */ number) =>
      new Uint8Array(await (await inflated(`s/${number.toString(16)}`)).arrayBuffer()),
  );
  const facets = remembering(
    /** @type {() => Promise<BunkoFacets>} */
    async () => (await inflated("facets")).json(),
  );
  const BLOCK = 0x10000; // a document is its block times this, and its place there
  const fragment = remembering(async (/** @type {number} */ doc) => {
    const name = `f/${Math.floor(doc / BLOCK).toString(16)}-${(doc % BLOCK).toString(16)}`;
    const bytes = await (await inflated(name)).arrayBuffer();
    const coding = new Uint8Array(bytes, 0, 2).join() === "123,0" ? "utf-16le" : "utf-8"; // "{" in two bytes, or in one
    /** @type {BunkoDocument} */
    const found = JSON.parse(new TextDecoder(coding).decode(bytes));
    found.folded = fold(`${found.t}\n${found.x}`);
    return found;
  });

  class Reader {
    constructor(/** @type {Uint8Array} */ bytes) {
      this.bytes = bytes;
      this.at = 0;
    }
    // A number as UTF-8 codes the character that has it, or would have it.
    number() {
      const { bytes } = this;
      const first = bytes[this.at++];
      if (first < 0x80) return first;
      let more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
      let value = first & (0x3f >> more);
      for (; more > 0; more -= 1) value = (value << 6) | (bytes[this.at++] & 0x3f);
      return value;
    }
    // A number of two bytes.
    short() {
      return this.bytes[this.at++] | (this.bytes[this.at++] << 8);
    }
  }

  // The documents that have a gram, with the flags of each: 0 to 3 for how often, 4 for in the title.
  const docsOf = remembering(async (/** @type {string} */ gram) => {
    const { bits, blocks } = await meta();
    const number = numberOf(gram);
    const wanted = (number >>> (16 - bits)) & 0xffff;
    const reader = new Reader(await shard(number >>> (32 - bits)));
    /** @type {BunkoPostings} */
    const found = new Map();
    blocks.forEach((_, block) => {
      const length = reader.number();
      const end = reader.at + length;
      const names = reader.number();
      let [name, first, last] = [0, 0, 0]; // those from first to last are wanted: grams of one name, as a rule one
      for (let i = 0; i < names; i += 1) {
        name += reader.short();
        if (name < wanted) first = i + 1;
        if (name <= wanted) last = i + 1;
      }
      const counts = first < last ? Array.from({ length: names }, () => reader.number()) : [];
      counts.slice(0, last).forEach((count, i) => {
        let posting = 0;
        for (let left = count; left > 0; left -= 1) {
          posting = (posting & ~7) + reader.number();
          if (i >= first) found.set(block * BLOCK + (posting >> 3), posting & 7);
        }
      });
      reader.at = end;
    });
    return found;
  });

  const days = remembering(async () => {
    const reader = new Reader(new Uint8Array(await (await inflated("dates")).arrayBuffer()));
    /** @type {Map<number, number>} */
    const found = new Map();
    (await meta()).blocks.forEach((_, block) => {
      const count = reader.number();
      for (let place = 0; place < count; place += 1) found.set(block * BLOCK + place, reader.short());
    });
    return found;
  });

  // -- searching -------------------------------------------------------------------------------------------------------

  const OFTEN = [1, 2.5, 6, 14]; // how often a gram is there, about, by its flags
  const ALL_IN_TITLE = 1.5;
  const MANY = 3; // grams of a word that are asked for at once, if there are several words
  const AT_ONCE = 12; // fragments that are asked for
  /** @type {[name: BunkoFilter, letter: string][]} */
  const FACETS = [["category", "c"], ["tag", "t"], ["author", "a"], ["year", "y"]];

  // What all of these lists have, with the least frequency, and in the title only if all are.
  /** @type {(lists: BunkoPostings[]) => BunkoPostings} */
  const common = (lists) => {
    const [first, ...rest] = [...lists].sort((one, other) => one.size - other.size);
    /** @type {BunkoPostings} */
    const found = new Map();
    next: for (const [doc, flags] of first) {
      let [often, title] = [flags & 3, flags & 4];
      for (const list of rest) {
        const other = list.get(doc);
        if (other === undefined) continue next;
        often = Math.min(often, other & 3);
        title &= other;
      }
      found.set(doc, often | title);
    }
    return found;
  };

  class Search {
    constructor(/** @type {BunkoTerm[]} */ terms) {
      this.terms = terms;
      /** @type {BunkoPostings} */
      this.scores = new Map();
      /** @type {number[]} */
      this.left = []; // documents that have not been looked at, the best first
      /** @type {{doc: number, shown: BunkoDocument}[]} */
      this.checked = [];
      this.byDate = false;
    }

    static async of(/** @type {BunkoWanted} */ wanted) {
      const search = new Search(parse(wanted.query ?? ""));
      const { size } = await meta();
      const chosen = FACETS.filter(([name]) => wanted[name]);
      const sought = search.terms.filter(({ grams }) => grams.length);
      const [lists, filters] = await Promise.all([
        // A sign alone has no gram: it is looked for in what has the rest.
        Promise.all(sought.map(async (term) => ({ term, ...(await search.docsOfTerm(term)) }))),
        Promise.all(chosen.map(([name, letter]) => docsOf(`\u0001${letter}${wanted[name]}`))),
      ]);
      const { scores } = search;
      if (lists.length || filters.length) {
        const docs = common([...lists.map(({ docs: found }) => found), ...filters]);
        for (const doc of docs.keys()) scores.set(doc, 0);
      }
      for (const { term, docs, words } of lists) {
        const rarity = Math.log(1 + (size - docs.size + 0.5) / (docs.size + 0.5)) + 0.1;
        for (const [doc, score] of scores) {
          const flags = docs.get(doc) ?? 0;
          const often = OFTEN[Math.max(flags & 3, (words?.get(doc) ?? 0) & 3)];
          const whole = !words || words.has(doc) ? 1 : term.text.length < 4 ? 0.2 : 0.6;
          scores.set(doc, score + rarity * whole * ((often * 2.2) / (often + 1.2) + (flags & 4 ? 3 : 0)));
        }
      }
      if (lists.length > 1) {
        // A title with all of the words is what was looked for, however common some of them are.
        for (const [doc, score] of scores) {
          if (lists.every(({ docs }) => (docs.get(doc) ?? 0) & 4)) scores.set(doc, score * ALL_IN_TITLE);
        }
      }
      const date = wanted.sort === "date" || !search.terms.length ? await days() : null;
      search.byDate = date !== null;
      const worth = (/** @type {number} */ doc) => (date ?? scores).get(doc) ?? 0;
      search.left = [...scores.keys()].sort((one, other) => worth(other) - worth(one) || one - other);
      return search;
    }

    async docsOfTerm(/** @type {BunkoTerm} */ term) {
      const grams = term.grams.slice(0, this.terms.length > 2 ? MANY : undefined);
      const [words, ...lists] = await Promise.all([
        term.word && term.text.length < 7 ? docsOf(term.word) : null,
        ...grams.map(docsOf),
      ]);
      return { docs: common(lists), words };
    }

    // How many there are; not exactly, as long as some have not been looked at.
    get count() {
      return this.checked.length + this.left.length;
    }
    get exact() {
      return !this.left.length || this.terms.every((term) => term.exact);
    }

    // Ask for the grams that have been left out, for what has been looked at so far was mostly not meant.
    async narrow() {
      for (const term of this.terms) {
        const rest = [...term.grams, ...term.reserve];
        term.reserve = [];
        if (rest.length) {
          const docs = common(await Promise.all(rest.map(docsOf)));
          this.left = this.left.filter((doc) => docs.has(doc));
        }
      }
    }

    // Return up to `wanted` further results, each of which has been looked at.
    async next(/** @type {number} */ wanted) {
      /** @type {{doc: number, shown: BunkoDocument}[]} */
      const found = [];
      while (found.length < wanted && this.left.length) {
        const docs = this.left.splice(0, Math.min(AT_ONCE, wanted - found.length));
        const fragments = await Promise.all(docs.map(fragment));
        const held = fragments
          .map((shown, i) => ({ doc: docs[i], shown, score: this.score(docs[i], shown) }))
          .filter(({ shown }) => this.terms.every(({ pattern }) => pattern.test(shown.folded)));
        if (!this.byDate) held.sort((one, other) => other.score - one.score || one.doc - other.doc);
        found.push(...held);
        if (held.length * 2 < docs.length && this.terms.some(({ reserve }) => reserve.length)) await this.narrow();
      }
      this.checked.push(...found);
      return found.map(({ shown }) => shown);
    }

    // Now that the text is known: words that stand in the title as they were typed, and how much of it they are.
    score(/** @type {number} */ doc, /** @type {BunkoDocument} */ shown) {
      const title = shown.folded.slice(0, shown.folded.indexOf("\n"));
      let said = 0;
      for (const { pattern } of this.terms) {
        said += pattern.exec(title)?.[0].length ?? 0;
      }
      return (this.scores.get(doc) ?? 0) * (1 + (said ? 0.5 + said / Math.max(1, title.length) : 0));
    }
  }

  Object.assign(window.bunkoSearch, { SITE, take, meta, facets, search: Search.of });
})();
