// The map of connections: what the page already shows around its article (citations, mentions, related articles and the
// tags they share), laid out by d3-force, with the same as a list beside it. Loaded when it is opened. An article leads
// to its own page, with the map open there; so a reader walks through the archive from map to map.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const MOST = 40; // articles: a page may cite more, but nobody could tell them apart
  /** @type {HTMLDialogElement | null} */
  let open = null;

  /** @typedef {SVGLineElement & {ends: string[]}} Line  with the addresses that it ties */
  /** @typedef {SVGElement & {node: string}} Group  with the address of its node */

  /** @type {BunkoMake} */
  const make = (name, attributes = {}, ...children) => {
    const inSvg = ["svg", "g", "line", "circle", "rect", "text", "tspan"].includes(name) || attributes.svg;
    const element = inSvg ? document.createElementNS(SVG, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (key !== "svg") element.setAttribute(key, value);
    element.append(...children);
    return /** @type {any} */ (element);
  };
  const address = (/** @type {HTMLAnchorElement} */ link) => link.href.replace(/#.*/, "");
  const text = (/** @type {Node | null | undefined} */ element) => element?.textContent?.trim() ?? "";

  /**
   * Read the page: its article, the articles around it by address, the tags, and what ties them.
   * @type {(button: HTMLElement) => BunkoGraph}
   */
  const read = (button) => {
    const here = location.href.replace(/#.*/, "");
    /** @type {Map<string, BunkoMapNode>} */
    const nodes = new Map();
    /** @type {BunkoTie[]} */
    const ties = [];
    /** @type {BunkoGraph["groups"]} */
    const groups = [];
    /** @type {(id: string, kind: BunkoMapNode["kind"], title: string) => BunkoMapNode} */
    const add = (id, kind, title) => {
      const added = /** @type {BunkoMapNode} */ ({ id, kind, title }); // not placed yet
      nodes.set(id, added);
      return added;
    };
    add(here, "here", text(document.querySelector("h1")).replace(/[¶#]$/, ""));
    /** @type {(link: HTMLAnchorElement, kind: "article" | "tag") => BunkoMapNode | null} */
    const node = (link, kind) => {
      const id = address(link);
      const known = nodes.get(id);
      if (known || nodes.size > MOST) return known ?? null;
      return add(id, kind, (link.dataset.preview ?? link.title).split("\u2003")[0] || text(link));
    };
    /** @type {(title: string, links: Iterable<Element>, tie: (other: BunkoMapNode, link: HTMLAnchorElement) => void) => void} */
    const gather = (title, links, tie) => {
      /** @type {Map<string, BunkoMapNode>} */
      const found = new Map();
      for (const link of /** @type {Iterable<HTMLAnchorElement>} */ (links)) {
        if (address(link) === here) continue;
        const other = node(link, "article");
        if (other && !found.has(other.id)) tie(other, link);
        if (other) found.set(other.id, other);
      }
      if (found.size) groups.push({ title, nodes: [...found.values()] });
    };
    const cited = document.querySelectorAll('.bd-article a:is([title*="\u2003"], [data-preview])');
    gather(button.dataset.cited ?? "", cited, (other) => ties.push({ source: here, target: other.id, kind: "cites" }));
    const mentions = document.querySelector(".bunko-backlinks");
    const mentioning = mentions?.querySelectorAll(".bunko-mention-title") ?? [];
    gather(text(mentions?.querySelector("h2")?.firstChild), mentioning, (other) =>
      ties.push({ source: other.id, target: here, kind: "cites" }),
    );
    const related = document.querySelector(".bunko-related");
    const titles = related?.querySelectorAll(".bunko-related-title") ?? [];
    gather(text(related?.querySelector("h2")), titles, (other, link) => {
      /** @type {NodeListOf<HTMLAnchorElement> | undefined} */
      const tags = link.closest("li")?.querySelectorAll(".bunko-tag");
      for (const tag of tags ?? []) {
        const shared = node(tag, "tag");
        if (!shared) continue;
        if (!ties.some((tie) => tie.target === shared.id)) ties.push({ source: here, target: shared.id, kind: "tag" });
        ties.push({ source: other.id, target: shared.id, kind: "tag" });
      }
      const tied = ties.some((tie) => [tie.source, tie.target].includes(other.id));
      if (!tied) ties.push({ source: here, target: other.id, kind: "together" });
    });
    return { nodes: [...nodes.values()], ties, groups };
  };

  const NARROW = /[\u0020-\u024f\uff61-\uff9f]/;
  const width = (/** @type {string} */ words) => [...words].reduce((sum, char) => sum + (NARROW.test(char) ? 0.55 : 1), 0);

  /**
   * Break a title between words into at most two lines of so many full-width characters.
   * @type {(title: string, most: number) => string[]}
   */
  const lines = (title, most) => {
    const segmenter = "Segmenter" in Intl && new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
    const words = segmenter ? [...segmenter.segment(title)].map(({ segment }) => segment) : [...title];
    const found = [""];
    for (const word of words) {
      const last = found[found.length - 1];
      if (!last || width(last + word) <= most) found[found.length - 1] += word;
      else if (found.length < 2) found.push(word.trimStart());
      else return [found[0], `${last}…`];
    }
    return found;
  };

  /**
   * Place the nodes; the article itself stands in the middle, and nothing leaves the drawing at its sides.
   * @type {(graph: BunkoGraph, space: number) => BunkoPlacedTie[]}
   */
  const place = ({ nodes, ties }, space) => {
    const wide = space >= 500;
    const side = Math.min(90, space / 6);
    const hold = () => {
      for (const node of nodes) node.x = Math.max(side - space / 2, Math.min(space / 2 - side, node.x));
    };
    const room = (/** @type {BunkoMapNode} */ { kind, title }) => (kind === "tag" ? 12 + 4 * width(title) : wide ? 70 : 54);
    const length = (/** @type {BunkoTie} */ { kind }) => (kind === "tag" ? 1 : 1.5) * (wide ? 100 : 70);
    Object.assign(nodes[0], { fx: 0, fy: 0 });
    const links = /** @type {any[]} */ (ties.map((tie) => ({ ...tie }))); // d3 puts nodes in the place of their addresses
    d3.forceSimulation(nodes)
      .force("tie", d3.forceLink(links).id((/** @type {BunkoMapNode} */ node) => node.id).distance(length))
      .force("apart", d3.forceManyBody().strength(wide ? -700 : -260))
      .force("room", d3.forceCollide(room))
      .force("x", d3.forceX().strength(wide ? 0.05 : 0.16))
      .force("y", d3.forceY().strength(wide ? 0.12 : 0.03))
      .force("hold", hold)
      .stop()
      .tick(400);
    hold();
    return links;
  };

  /** @type {(graph: BunkoGraph, space: number) => SVGElement} */
  const draw = (graph, space) => {
    const links = place(graph, space);
    const heights = graph.nodes.map((node) => node.y);
    const top = Math.min(...heights) - 24;
    /** @type {SVGElement} */
    const drawing = make("svg", {
      class: "bunko-graph",
      viewBox: `${-space / 2} ${top} ${space} ${Math.max(...heights) - top + 50}`,
      width: space,
      "aria-hidden": "true",
    });
    for (const { source, target, kind } of links) {
      /** @type {Line} */
      const line = make("line", { x1: source.x, y1: source.y, x2: target.x, y2: target.y, class: `bunko-tie-${kind}` });
      line.ends = [source.id, target.id];
      drawing.append(line);
    }
    for (const node of graph.nodes) {
      const isTag = node.kind === "tag";
      const label = make("text", { y: isTag ? 4 : 24 });
      const words = isTag ? [`#${node.title}`] : lines(node.title, space < 500 ? 8 : 12);
      words.forEach((line, at) => label.append(make("tspan", { x: 0, dy: at ? "1.25em" : 0 }, line)));
      const transform = `translate(${node.x} ${node.y})`;
      const target = node.kind === "here" ? {} : { href: isTag ? node.id : `${node.id}#bunko-map`, tabindex: -1 };
      const shape = isTag ? [] : [make("circle", { r: node.kind === "here" ? 10 : 7 })];
      const name = node.kind === "here" ? "g" : "a";
      /** @type {Group} */
      const group = make(name, { svg: true, class: `bunko-node-${node.kind}`, transform, ...target });
      group.append(make("title", { svg: true }, node.title), ...shape, label);
      group.node = node.id;
      drawing.append(group);
    }
    return drawing;
  };

  const list = (/** @type {BunkoGraph} */ { groups }) => {
    const item = (/** @type {BunkoMapNode} */ { id, title }) => make("li", {}, make("a", { href: `${id}#bunko-map` }, title));
    return groups.flatMap(({ title, nodes }) => [make("h3", {}, title), make("ul", {}, ...nodes.map(item))]);
  };

  /**
   * What the pointer or the focus is on stands out, in the drawing and in the list, with all that it is tied to.
   * @type {(drawing: SVGElement, beside: HTMLElement, id: string) => void}
   */
  const light = (drawing, beside, id) => {
    const near = new Set([id]);
    for (const line of /** @type {NodeListOf<Line>} */ (drawing.querySelectorAll("line"))) {
      const on = line.ends.includes(id);
      line.classList.toggle("bunko-on", on);
      if (on) line.ends.forEach((end) => near.add(end));
    }
    drawing.classList.toggle("bunko-lit", Boolean(id));
    for (const group of /** @type {NodeListOf<Group>} */ (drawing.querySelectorAll("[class^='bunko-node']"))) {
      group.classList.toggle("bunko-on", near.has(group.node));
    }
    for (const link of beside.querySelectorAll("a")) link.classList.toggle("bunko-on", address(link) === id);
  };

  window.bunkoMap = (button, base) => {
    open?.remove();
    if (!document.querySelector("link[href$='bunko-map.css']")) {
      document.head.append(make("link", { rel: "stylesheet", href: `${base}bunko-map.css` }));
    }
    const graph = read(button);
    const heading = make("h2", { id: "bunko-map-title" }, text(button));
    const close = make("button", { type: "button", class: "bunko-map-close", "aria-label": button.dataset.close }, "×");
    const area = make("div", { class: "bunko-map-area" });
    const beside = make("div", { class: "bunko-map-list" }, ...list(graph));
    /** @type {HTMLDialogElement} */
    const dialog = make("dialog", { class: "bunko-map", "aria-labelledby": heading.id });
    dialog.append(make("header", {}, heading, close), make("div", { class: "bunko-map-body" }, area, beside));
    open = dialog;
    document.body.append(dialog);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      if (location.hash === "#bunko-map") history.replaceState(null, "", location.pathname + location.search);
    });
    dialog.showModal();
    const drawing = draw(graph, Math.max(280, area.clientWidth));
    area.append(drawing);
    const follow = (/** @type {Event} */ event) => {
      /** @type {HTMLAnchorElement | null | undefined} */
      const link = event.target?.closest?.("a");
      /** @type {Group | null | undefined} */
      const group = event.target?.closest?.("[class^='bunko-node']");
      light(drawing, beside, group?.node ?? (link && beside.contains(link) ? address(link) : ""));
    };
    for (const occasion of ["pointerover", "focusin"]) dialog.addEventListener(occasion, follow);
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  };
})();
