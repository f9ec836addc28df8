// Suggests what a reader may have meant whose address leads nowhere. pages/nearest.py says how the names lie.
(async () => {
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-bunko-nearest]"));
  const folder = new URL(place.dataset.bunkoNearest ?? "", document.baseURI);
  const top = new URL(".", document.baseURI).pathname;
  /** @type {(text: string) => string} */
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  const read = async (/** @type {string} */ name) => {
    const answer = await fetch(new URL(name, folder));
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  // The name that was asked for: the last part of the address, without suffix, with and without a date before it.
  let path = location.pathname;
  try {
    path = decodeURIComponent(path);
  } catch {
    // It is no UTF-8: what was asked for is taken as it stands.
  }
  if (path.startsWith(top)) path = path.slice(top.length);
  const parts = path.replace(/(\/?index)?\.(html?|md|markdown|php)$/, "").split("/").filter(Boolean);
  const last = parts.at(-1) || "";
  const names = [last, last.replace(/^\d{4}-\d\d?-\d\d?-/, "")].map(fold).filter(Boolean);
  const wanted = new Set();
  for (const name of names) {
    const words = name.split("-");
    for (let start = 0; start < Math.min(words.length, 3); start += 1) wanted.add(words.slice(start).join("-"));
  }
  if (!wanted.size) return;

  // The blocks in which these would stand, and those beside them.
  const table = await read("index.json");
  const blocks = new Set();
  for (const name of wanted) {
    let at = 0;
    for (let end = table.length; at < end; ) {
      const middle = (at + end) >> 1;
      if (table[middle] <= name) at = middle + 1;
      else end = middle;
    }
    for (const number of [at - 2, at - 1, at]) if (number >= 0 && number < table.length) blocks.add(number);
  }

  // How much two names have in common: pairs of letters.
  /** @type {(name: string) => Set<string>} */
  const pairs = (name) => new Set([...`^${name}$`].map((_, at, all) => all.slice(at, at + 2).join("")).slice(0, -1));
  /** @type {(one: Set<string>, other: Set<string>) => number} */
  const likeness = (one, other) => {
    let common = 0;
    for (const pair of one) if (other.has(pair)) common += 1;
    return (2 * common) / (one.size + other.size);
  };
  const asked = [...wanted].map(pairs);
  const best = new Map();
  for (const entries of await Promise.all([...blocks].map((number) => read(`${number}.json`)))) {
    for (const [name, address, title] of entries) {
      const mine = pairs(name);
      const score = Math.max(...asked.map((one) => likeness(one, mine)));
      if (score >= 0.5 && score > (best.get(address)?.score || 0)) best.set(address, { score, address, title });
    }
  }
  const found = [...best.values()].sort((a, b) => b.score - a.score || (a.address < b.address ? -1 : 1)).slice(0, 5);
  for (const { address, title } of found.filter(({ score }) => score > 0.7 * found[0].score)) {
    const link = document.createElement("a");
    link.href = address.split("/").map(encodeURIComponent).join("/");
    link.textContent = title;
    place.querySelector("ul")?.appendChild(document.createElement("li")).append(link);
  }
  place.hidden = !found.length;
})();
