// Previews of links to articles: title, date and excerpt, from the attribute `title`, which without this script is a
// tooltip. Esc puts one away, the pointer may go to it, and it stays as long as pointer or focus do (WCAG 1.4.13).
// A long touch shows one, too, and its title is a link then.
(() => {
  const doc = document;
  /** @type {(events: string, act: (event: BunkoEvent) => void, how?: AddEventListenerOptions | boolean) => void} */
  const on = (events, act, how) =>
    events.split(" ").forEach((name) => doc.addEventListener(name, /** @type {EventListener} */ (act), how));
  /** @type {(event: BunkoEvent) => HTMLAnchorElement | null} */
  const linkOf = ({ target }) => target.closest?.("a[data-preview]");
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = doc.querySelectorAll('a[title*="\u2003"]');
  for (const link of links) {
    link.dataset.preview = link.title;
    link.removeAttribute("title");
  }
  const card = doc.createElement("div");
  Object.assign(card, { id: "bunko-preview", role: "tooltip", hidden: true });
  card.className = card.id;
  doc.body.append(card);
  /** @type {HTMLAnchorElement | null} */
  let shown = null;
  /** @type {HTMLAnchorElement | null} */
  let held = null; // the link of a long touch
  /** @type {number | undefined} */
  let timer;

  const later = (/** @type {number} */ wait, /** @type {() => void} */ act) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
  const hide = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    card.hidden = true;
    shown = null;
  };
  const show = (/** @type {HTMLAnchorElement} */ link, x = NaN) => {
    if (link === shown) return clearTimeout(timer);
    hide();
    shown = link;
    const parts = (link.dataset.preview ?? "").split("\u2003").map((text, at) => {
      const part = doc.createElement([held ? "a" : "strong", "time", "p"][at]);
      if (part instanceof HTMLAnchorElement) part.href = link.href;
      part.append(text);
      return part;
    });
    card.replaceChildren(...parts.filter((part) => part.textContent));
    card.hidden = false;
    link.setAttribute("aria-describedby", card.id);
    // At the line of the link that the pointer is on: below it, or above it where there is no room.
    const lines = [...link.getClientRects()];
    const line = lines.find(({ left, right }) => left <= x && x <= right) ?? lines[0];
    const { clientWidth, clientHeight } = doc.documentElement;
    const { offsetWidth, offsetHeight } = card;
    const above = line.bottom + offsetHeight > clientHeight && line.top > offsetHeight;
    card.style.left = `${scrollX + Math.max(8, Math.min(line.left, clientWidth - offsetWidth - 8))}px`;
    card.style.top = `${scrollY + (above ? line.top - offsetHeight : line.bottom)}px`;
  };
  const press = (/** @type {HTMLAnchorElement} */ link) =>
    later(450, () => {
      held = link;
      show(link);
    });

  on("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linkOf(event);
    if (link) later(250, () => show(link, event.clientX));
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (shown !== doc.activeElement) later(250, hide);
  });
  on("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) show(link);
    else if (link !== held && !card.contains(event.target)) hide();
  });
  on("focusout", ({ target }) => target === shown && !held && later(250, hide));
  on("keydown", ({ key }) => key === "Escape" && hide());
  on("pointerdown", (event) => {
    if (card.contains(event.target)) return;
    held = null;
    hide();
    const link = linkOf(event);
    if (event.pointerType === "touch" && link) press(link);
  });
  on("pointerup pointercancel scroll", () => shown || clearTimeout(timer), { passive: true });
  // A long touch opens no menu and follows no link: the link in the card does both.
  on("contextmenu click", (event) => held && linkOf(event) === held && event.preventDefault(), true);

  // The occasion on which this script was loaded.
  window.bunkoPreviews = (occasion) => {
    const event = /** @type {BunkoEvent} */ (occasion);
    const link = /** @type {HTMLAnchorElement} */ (linkOf(event));
    if (event.pointerType === "touch") press(link);
    else if (link.matches(":focus-visible")) show(link);
    else if (link.matches(":hover")) later(150, () => show(link, event.clientX));
  };
})();
