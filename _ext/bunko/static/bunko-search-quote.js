// What a result of the search quotes: the sentences with the words, and where to find them on the page.
(() => {
  "use strict";
  const { SITE, fold, foldLine } = window.bunkoSearch;

  const LONGEST = 110; // characters of a quotation
  const SHORT = 20;
  const BEFORE = 36; // of them, before what was found
  const ENDS = /[。．！？!?](?=[^」』）)]|$)|[.] /gu;

  /** @typedef {[start: number, end: number, term: number]} Span */

  // Where the terms are in a line, as it is written, in order, apart from each other.
  /** @type {(line: string, terms: BunkoTerm[]) => Span[]} */
  const found = (line, terms) => {
    const { text, places } = foldLine(line) ?? { text: "", places: [] };
    const spans = terms.flatMap(({ everywhere }, term) =>
      [...text.matchAll(everywhere)].map(
        ({ 0: { length }, index }) => /** @type {Span} */ ([places[index], places[index + length], term]),
      ),
    );
    spans.sort((one, other) => one[0] - other[0] || other[1] - one[1]);
    /** @type {Span[]} */
    const apart = [];
    for (const span of spans) if (span[1] > span[0] && span[0] >= (apart.at(-1)?.[1] ?? 0)) apart.push(span);
    return apart;
  };

  // A line as pieces of text, every other one of which is marked.
  /** @type {(line: string, spans: Span[], from?: number, to?: number) => string[]} */
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
  /** @type {(line: string, spans: Span[], first: number) => string[]} */
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
    if (to < line.length) pieces[pieces.length - 1] = `${pieces[pieces.length - 1].trimEnd()}…`;
    return pieces;
  };

  // What to show of a document: the title, up to two quotations with different words, and where the first one stands.
  /** @type {(shown: BunkoDocument, terms: BunkoTerm[]) => BunkoQuotation} */
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

  window.bunkoSearch.quote = quote;
})();
