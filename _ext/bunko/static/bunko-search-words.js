// The words of a search: what is typed, folded as texts are, and the grams of it. search/tokens.py does the same with texts.
(() => {
  "use strict";

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

  const foldCharacters = (/** @type {string} */ text) => {
    const seen = text.replace(UNSEEN, "").replaceAll("゛", "\u3099").replaceAll("゜", "\u309a");
    return seen.normalize("NFKC").toLowerCase().normalize("NFKC").replaceAll("ς", "σ");
  };
  /** @type {(text: string) => string} */
  const fold = (text) => foldCharacters(text).replace(SPACES, " ").replace(NO_SPACE, "");

  // The folded text of a line, and for each unit of it where it stands in the line. Null where that is not known.
  /** @type {(line: string) => BunkoFoldedLine | null} */
  const foldLine = (line) => {
    /** @type {string[]} */
    const units = [];
    /** @type {number[]} */
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
    /** @type {number[]} */
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

  const escaped = (/** @type {string} */ text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

  // Split at the long mark that may end a word in katakana (サーバ, サーバー): after three characters or more.
  const parts = (/** @type {string} */ text) => {
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
  /** @type {(list: string[], count: number) => string[]} */
  const spread = (list, count) => {
    const places = Array.from({ length: count }, (_, i) => Math.round((i * (list.length - 1)) / Math.max(1, count - 1)));
    return list.filter((_, i) => places.includes(i));
  };

  // Grams of one stretch of text that every document with this stretch has: some at once, the rest if they are needed.
  /** @type {(stretch: string) => [first: string[], later: string[]]} */
  const gramsOf = (stretch) => {
    const units = Array.from(stretch);
    if (units.length === 1) return LETTER.test(stretch) ? [[stretch], []] : [[], []];
    if (units.length === 2) return [[stretch], []];
    const all = Array.from({ length: units.length - 2 }, (_, i) => units.slice(i, i + 3).join(""));
    const first = spread(all, Math.min(4, Math.ceil((units.length - 1) / 2)));
    return [first, all.filter((gram) => !first.includes(gram))];
  };

  const unique = (/** @type {string[]} */ list) => [...new Set(list)];

  // In part of a word it is not known whether its long mark is the one that is left out.
  const jointsOf = (/** @type {string} */ text) => {
    const found = [...text.replace(LONG_MARK, "").matchAll(JOINT)].filter(([left]) => Array.from(left)[1] !== "ー");
    return unique(found.map(([, left, right]) => left + right));
  };

  /** @type {(text: string) => BunkoTerm} */
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
  /** @type {(query: string) => BunkoTerm[]} */
  const parse = (query) => {
    const said = query.replace(/[“”„＂]/g, '"').matchAll(/"([^"]*)(?:"|$)|[^\s"]+/gu);
    const texts = [...said].map(([all, quoted]) => fold(quoted ?? all).trim()).filter(Boolean);
    return unique(texts).slice(0, 8).map(termOf);
  };

  window.bunkoSearch = /** @type {BunkoSearch} */ ({ fold, foldLine, parse });
})();
