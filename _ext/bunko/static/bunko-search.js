// The search: an engine that reads the index file by file, and what readers see of it. `bunko.js` loads this file when
// it is first asked for. The index is described in publication/search_index.py; it consists of scripts, which work from
// file:// as well, and each of them calls `bunkoSearch.take(name, base64)`.
(() => {
  "use strict";
  const SITE = new URL("../", document.currentScript.src);
  const INDEX = new URL("_search/", SITE);

  // -- folding, as in content/grams.py -------------------------------------------------------------------------------

  const WIDE =
    "\\u2e80-\\u312f\\u3190-\\u9fff\\uf900-\\ufaff\\ufe30-\\ufe4f\\uff01-\\uffef\\u{20000}-\\u{3ffff}";
  const UNSEEN =
    /[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu;
  const SPACES = /[\t\v\f\r\u001c-\u001f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
  const NO_SPACE = new RegExp(` (?=[${WIDE}\\n])|(?<=[${WIDE}\\n]) `, "gu");
  const SIGNS =
    "!\"$%&'()*,:;<=>?\\[\\\\\\]^`{|}~\\u00a1-\\u00bf\\u2010-\\u203e\\u2500-\\u257f\\u3001-\\u3003\\u3008-\\u3011" +
    "\\u3014-\\u301f\\u3030";
  const APART = new RegExp(`[\\s${SIGNS}]+`, "u");
  const HIRAGANA = "\\u3041-\\u3096";
  const BESIDE = `[^\\s${SIGNS}${HIRAGANA}]{2}`;
  const JOINT = new RegExp(`(${BESIDE}[${SIGNS}${HIRAGANA}][ ${SIGNS}${HIRAGANA}]{0,40})(?=(${BESIDE}))`, "gu");
  const LONG_MARK = /(?<=[ァ-ヺー]{3})ー(?![ァ-ヺー])/g;
  const LETTER = /^[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]$/u;
  const WORD = /^[0-9a-z_\u00df-\u024f\u0370-\u04ff]+[+#]*$/u;
  const LONGEST_WORD = 24;

  const foldCharacters = (text) => {
    const seen = text.replace(UNSEEN, "").replaceAll("゛", "\u3099").replaceAll("゜", "\u309a");
    return seen.normalize("NFKC").toLowerCase().normalize("NFKC").replaceAll("ς", "σ");
  };
  const fold = (text) => foldCharacters(text).replace(SPACES, " ").replace(NO_SPACE, "");

  // The folded text of a line, and for each unit of it where it stands in the line. Null where that is not known.
  const foldLine = (line) => {
    const units = [];
    const at = [];
    for (const match of line.matchAll(/[\s\S][\p{M}\u309b\u309c\uff9e\uff9f]*/gu)) {
      for (const unit of foldCharacters(match[0]).replace(SPACES, " ")) {
        if (unit === " " && units.at(-1) === " ") continue;
        units.push(unit);
        at.push(match.index);
      }
    }
    const wide = new RegExp(`[${WIDE}\\n]`, "u");
    let text = "";
    const places = [];
    units.forEach((unit, i) => {
      if (unit === " " && (wide.test(units[i - 1] ?? "") || wide.test(units[i + 1] ?? ""))) return;
      text += unit;
      for (let k = 0; k < unit.length; k += 1) places.push(at[i]);
    });
    places.push(line.length);
    return text === fold(line) ? { text, places } : null;
  };

  // -- queries ---------------------------------------------------------------------------------------------------------

  const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

  // Split at the long mark that may end a word in katakana (サーバ, サーバー): after three characters or more.
  const parts = (text) => {
    const found = [];
    let rest = 0;
    for (const match of text.matchAll(/[ァ-ヺー]+/g)) {
      const stem = match[0].replace(/ー$/, "");
      if (stem.length < 3) continue;
      found.push(text.slice(rest, match.index + stem.length));
      rest = match.index + match[0].length;
    }
    return [...found, text.slice(rest)];
  };

  // Up to so many of a list, from its first to its last.
  const spread = (list, count) => {
    const places = Array.from({ length: count }, (_, i) => Math.round((i * (list.length - 1)) / Math.max(1, count - 1)));
    return list.filter((_, i) => places.includes(i));
  };

  // Grams of one stretch of text that every document with this stretch has: some at once, the rest if they are needed.
  const gramsOf = (stretch) => {
    const units = Array.from(stretch);
    if (units.length === 1) return LETTER.test(stretch) ? [[stretch], []] : [[], []];
    if (units.length === 2) return [[stretch], []];
    const all = Array.from({ length: units.length - 2 }, (_, i) => units.slice(i, i + 3).join(""));
    const first = spread(all, Math.min(4, Math.ceil((units.length - 1) / 2)));
    return [first, all.filter((gram) => !first.includes(gram))];
  };

  const unique = (list) => [...new Set(list)];

  // In part of a word it is not known whether its long mark is the one that is left out.
  const jointsOf = (text) => {
    const found = [...text.replace(LONG_MARK, "").matchAll(JOINT)].filter(([left]) => Array.from(left)[1] !== "ー");
    return unique(found.map(([, left, right]) => left + right));
  };

  const termOf = (text) => {
    const pieces = parts(text);
    let pattern = pieces.map(escaped).join("ー?");
    const stretches = pieces.flatMap((piece) => piece.split(APART)).filter(Boolean);
    const found = stretches.map(gramsOf);
    const joints = jointsOf(text);
    const plain = unique(found.flatMap(([first]) => first));
    let grams = joints.length ? spread(joints, 3) : plain;
    const word = WORD.test(text) && text.length <= LONGEST_WORD ? ` ${text}` : "";
    if (/^[0-9a-z]$/.test(text)) {
      pattern = `(?<![0-9a-z_])${text}(?![0-9a-z_+#])`;
      grams = [word];
    }
    return {
      text,
      grams,
      reserve: unique([...joints, ...plain, ...found.flatMap(([, later]) => later)]).filter((gram) => !grams.includes(gram)),
      word: grams.includes(word) ? "" : word,
      exact: pieces.length === 1 && stretches.length === 1 && Array.from(text).length <= 3,
      pattern: new RegExp(pattern, "u"),
      everywhere: new RegExp(pattern, "gu"),
    };
  };

  // Words between spaces, of which all must be there; what stands in quotes is one.
  const parse = (query) => {
    const said = query.replace(/[“”„＂]/g, '"').matchAll(/"([^"]*)(?:"|$)|[^\s"]+/gu);
    const texts = [...said].map(([all, quoted]) => fold(quoted ?? all).trim()).filter(Boolean);
    return unique(texts).slice(0, 8).map(termOf);
  };

  // -- the index -------------------------------------------------------------------------------------------------------

  const CRCS = Uint32Array.from({ length: 256 }, (_, n) => {
    let crc = n;
    for (let k = 0; k < 8; k += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
  const encoder = new TextEncoder();
  const numberOf = (gram) => {
    let crc = 0xffffffff;
    for (const byte of encoder.encode(gram)) crc = CRCS[(crc ^ byte) & 0xff] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  };

  const waiting = new Map();
  const take = (name, content) => waiting.get(name)?.(Uint8Array.from(atob(content), (unit) => unit.charCodeAt(0)));

  // Return a function that remembers what it has found, but not that it failed.
  const remembering = (find) => {
    const found = new Map();
    return (key) => {
      if (!found.has(key)) {
        const promise = find(key);
        found.set(key, promise);
        promise.catch(() => found.delete(key));
      }
      return found.get(key);
    };
  };

  let version = "";
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
  const inflated = async (name) => {
    const stream = new Blob([await load(name)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream);
  };

  const meta = remembering(async () => {
    const found = JSON.parse(new TextDecoder().decode(await load("meta")));
    version = found.version;
    found.size = found.blocks.reduce((sum, count) => sum + count, 0);
    return found;
  });
  const shard = remembering(async (number) =>
    new Uint8Array(await (await inflated(`s/${number.toString(16)}`)).arrayBuffer()),
  );
  const facets = remembering(async () => (await inflated("facets")).json());
  const BLOCK = 0x10000; // a document is its block times this, and its place there
  const fragment = remembering(async (doc) => {
    const name = `f/${Math.floor(doc / BLOCK).toString(16)}-${(doc % BLOCK).toString(16)}`;
    const bytes = await (await inflated(name)).arrayBuffer();
    const coding = new Uint8Array(bytes, 0, 2).join() === "123,0" ? "utf-16le" : "utf-8"; // "{" in two bytes, or in one
    const found = JSON.parse(new TextDecoder(coding).decode(bytes));
    found.folded = fold(`${found.t}\n${found.x}`);
    return found;
  });

  class Reader {
    constructor(bytes) {
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
  const docsOf = remembering(async (gram) => {
    const { bits, blocks } = await meta();
    const number = numberOf(gram);
    const wanted = (number >>> (16 - bits)) & 0xffff;
    const reader = new Reader(await shard(number >>> (32 - bits)));
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
  const FACETS = { category: "c", tag: "t", author: "a", year: "y" };

  // What all of these lists have, with the least frequency, and in the title only if all are.
  const common = (lists) => {
    const [first, ...rest] = [...lists].sort((one, other) => one.size - other.size);
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
    // `wanted`: query, category, tag, author, year, sort ("date" or nothing)
    static async of(wanted) {
      const search = new Search();
      search.terms = parse(wanted.query ?? "");
      search.checked = [];
      const { size } = await meta();
      const chosen = Object.entries(FACETS).filter(([name]) => wanted[name]);
      search.filtered = chosen.length > 0;
      const [lists, filters] = await Promise.all([
        // A sign alone has no gram: it is looked for in what has the rest.
        Promise.all(search.terms.filter(({ grams }) => grams.length).map(async (term) => [term, await search.docsOfTerm(term)])),
        Promise.all(chosen.map(([name, letter]) => docsOf(`\u0001${letter}${wanted[name]}`))),
      ]);
      const scores = new Map();
      if (lists.length || filters.length) {
        const docs = common([...lists.map(([, { docs: found }]) => found), ...filters]);
        for (const doc of docs.keys()) scores.set(doc, 0);
      }
      for (const [term, { docs, words }] of lists) {
        const rarity = Math.log(1 + (size - docs.size + 0.5) / (docs.size + 0.5)) + 0.1;
        for (const [doc, score] of scores) {
          const flags = docs.get(doc);
          const often = OFTEN[words?.has(doc) ? Math.max(flags & 3, words.get(doc) & 3) : flags & 3];
          const whole = !words || words.has(doc) ? 1 : term.text.length < 4 ? 0.2 : 0.6;
          scores.set(doc, score + rarity * whole * ((often * 2.2) / (often + 1.2) + (flags & 4 ? 3 : 0)));
        }
      }
      if (lists.length > 1) {
        // A title with all of the words is what was looked for, however common some of them are.
        for (const [doc, score] of scores) {
          if (lists.every(([, { docs }]) => docs.get(doc) & 4)) scores.set(doc, score * ALL_IN_TITLE);
        }
      }
      const date = wanted.sort === "date" || !search.terms.length ? await days() : null;
      search.byDate = date !== null;
      search.scores = scores;
      search.left = [...scores.keys()].sort(
        date
          ? (one, other) => date.get(other) - date.get(one) || one - other
          : (one, other) => scores.get(other) - scores.get(one) || one - other,
      );
      search.dropped = 0;
      return search;
    }

    async docsOfTerm(term) {
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
    async next(wanted) {
      const found = [];
      while (found.length < wanted && this.left.length) {
        const docs = this.left.splice(0, Math.min(AT_ONCE, wanted - found.length));
        const fragments = await Promise.all(docs.map(fragment));
        const held = fragments
          .map((shown, i) => ({ doc: docs[i], shown, score: this.score(docs[i], shown) }))
          .filter(({ shown }) => this.terms.every(({ pattern }) => pattern.test(shown.folded)));
        this.dropped += docs.length - held.length;
        if (!this.byDate) held.sort((one, other) => other.score - one.score || one.doc - other.doc);
        found.push(...held);
        if (held.length * 2 < docs.length && this.terms.some(({ reserve }) => reserve.length)) await this.narrow();
      }
      this.checked.push(...found);
      return found.map(({ shown }) => shown);
    }

    // Now that the text is known: words that stand in the title as they were typed, and how much of it they are.
    score(doc, shown) {
      const title = shown.folded.slice(0, shown.folded.indexOf("\n"));
      let said = 0;
      for (const { pattern } of this.terms) {
        said += pattern.exec(title)?.[0].length ?? 0;
      }
      return this.scores.get(doc) * (1 + (said ? 0.5 + said / Math.max(1, title.length) : 0));
    }
  }

  // -- what a result quotes --------------------------------------------------------------------------------------------

  const LONGEST = 110; // characters of a quotation
  const SHORT = 20;
  const BEFORE = 36; // of them, before what was found
  const ENDS = /[。．！？!?](?=[^」』）)]|$)|[.] /gu;

  // Where the terms are in a line: [start, end] pairs in the line as it is written, in order, apart from each other.
  const found = (line, terms) => {
    const { text, places } = foldLine(line) ?? { text: "", places: [] };
    const spans = terms.flatMap(({ everywhere }, term) =>
      [...text.matchAll(everywhere)].map(({ 0: { length }, index }) => [places[index], places[index + length], term]),
    );
    spans.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
    const apart = [];
    for (const span of spans) if (span[1] > span[0] && span[0] >= (apart.at(-1)?.[1] ?? 0)) apart.push(span);
    return apart;
  };

  // A line as pieces of text, every other one of which is marked.
  const marked = (line, spans, from = 0, to = line.length) => {
    const pieces = [];
    let at = from;
    for (const [start, end] of spans) {
      if (start < from || end > to) continue;
      pieces.push(line.slice(at, start), line.slice(start, end));
      at = end;
    }
    return [...pieces, line.slice(at, to)];
  };

  // Cut what surrounds the place out of a line: from the beginning of the sentence, if that is near.
  const cut = (line, spans, first) => {
    if (line.length <= LONGEST) return marked(line, spans);
    let from = Math.max(0, first - BEFORE);
    for (const { 0: { length }, index } of line.slice(0, first).matchAll(ENDS)) {
      if (index + length > from) from = index + length;
    }
    from = Math.min(from, Math.max(0, line.length - LONGEST));
    const to = Math.min(line.length, from + LONGEST);
    const pieces = marked(line, spans, from, to);
    if (from) pieces[0] = `…${pieces[0].trimStart()}`;
    if (to < line.length) pieces.push(pieces.pop().trimEnd() + "…");
    return pieces;
  };

  // What to show of a document: the title, up to two quotations with different words, and where the first one stands.
  const quote = (shown, terms) => {
    const lines = shown.x.split("\n");
    const folded = fold(shown.x).split("\n");
    const left = new Set(terms.keys());
    const quotations = [];
    let place = -1;
    while (left.size && quotations.length < 2) {
      let best = -1;
      let most = 0;
      folded.forEach((text, i) => {
        const count = [...left].filter((term) => terms[term].pattern.test(text)).length;
        const worth = count && count + (text.length < SHORT ? 0 : 0.5); // a sentence says more than a heading
        if (worth > most) [best, most] = [i, worth];
      });
      if (best < 0) break;
      const spans = found(lines[best], terms);
      const first = spans.find(([, , term]) => left.has(term)) ?? [0, 0];
      if (place < 0) place = best;
      quotations.push({ line: best, pieces: cut(lines[best], spans, first[0]), said: lines[best].slice(first[0], first[1]) });
      for (const term of [...left]) if (terms[term].pattern.test(folded[best])) left.delete(term);
    }
    if (!quotations.length && lines[0]) {
      const opening = lines.find((line) => line.length >= SHORT) ?? lines[0];
      quotations.push({ line: -1, pieces: cut(opening, [], 0), said: "" });
    }
    const section = (shown.h ?? []).filter(([line]) => place >= 0 && line <= place).at(-1);
    const said = quotations[0]?.said;
    // Browsers that know it scroll to the words and mark them: https://wicg.github.io/scroll-to-text-fragment/
    const words = said ? `:~:text=${encodeURIComponent(said).replaceAll("-", "%2D")}` : "";
    const hash = section || words ? `#${section ? encodeURIComponent(section[1]) : ""}${words}` : "";
    return {
      href: new URL(shown.u, SITE).href + hash,
      title: marked(shown.t, found(shown.t, terms)),
      quotations: quotations.map(({ pieces }) => pieces),
    };
  };

  window.bunkoSearch = { SITE, take, fold, parse, meta, facets, quote, search: (wanted) => Search.of(wanted) };
})();
