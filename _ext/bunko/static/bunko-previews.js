// Previews of links to articles: title, date and excerpt, from the attribute `title`, which without this script is a
// plain tooltip. They can be dismissed (Esc), pointed at, and stay until the pointer or the focus has gone elsewhere
// (WCAG 1.4.13). A long touch shows one, too; there its title is the link.
(() => {
  const GAP = "\u2003";
  for (const link of document.querySelectorAll(`a[title*="${GAP}"]`)) {
    link.dataset.preview = link.title;
    link.removeAttribute("title");
  }
  const card = document.createElement("div");
  Object.assign(card, { id: "bunko-preview", className: "bunko-preview", role: "tooltip", hidden: true });
  document.body.append(card);
  let shown = null;
  let held = null;
  let timer = 0;

  const linkOf = (event) => event.target.closest?.("a[data-preview]");
  const later = (wait, act) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };

  const hide = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    card.hidden = true;
    shown = null;
  };

  const show = (link, { x = -1, touched = false } = {}) => {
    if (link === shown) return clearTimeout(timer);
    hide();
    shown = link;
    const [title, date = "", excerpt = ""] = link.dataset.preview.split(GAP);
    const line = (name, text) => Object.assign(document.createElement(name), { textContent: text });
    const head = line(touched ? "a" : "strong", title);
    if (touched) head.href = link.href;
    card.replaceChildren(head, ...(date ? [line("time", date)] : []), ...(excerpt ? [line("p", excerpt)] : []));
    card.hidden = false;
    link.setAttribute("aria-describedby", card.id);
    // Beside the line of the link that the pointer is on; above it if there is no room below.
    const lines = [...link.getClientRects()];
    const at = lines.find((box) => box.left <= x && x <= box.right) ?? lines[0];
    const { clientWidth, clientHeight } = document.documentElement;
    const { offsetWidth: width, offsetHeight: height } = card;
    const above = at.bottom + height > clientHeight && at.top > height;
    const left = Math.max(8, Math.min(at.left, clientWidth - width - 8));
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${(above ? at.top - height : at.bottom) + scrollY}px`;
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = linkOf(event);
    if (link) later(250, () => show(link, { x: event.clientX }));
    else if (card.contains(event.target)) clearTimeout(timer);
    else if (shown !== document.activeElement) later(250, hide);
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) show(link);
    else if (!card.contains(event.target)) hide();
  });
  document.addEventListener("focusout", (event) => event.target === shown && later(250, hide));
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  const press = (link) => {
    later(450, () => {
      held = link;
      show(link, { touched: true });
    });
  };
  document.addEventListener("pointerdown", (event) => {
    held = null;
    if (!card.contains(event.target)) hide();
    if (event.pointerType === "touch" && linkOf(event)) press(linkOf(event));
  });
  for (const end of ["pointerup", "pointercancel", "scroll"]) {
    document.addEventListener(end, () => shown || clearTimeout(timer), { passive: true });
  }
  // A long touch opens no menu and follows no link: the card has the link, with the menu that belongs to it.
  for (const unwanted of ["contextmenu", "click"]) {
    document.addEventListener(unwanted, (event) => held && linkOf(event) === held && event.preventDefault(), true);
  }

  // The link that had this script loaded.
  const waiting = document.querySelector("a[data-preview]:is(:hover, :focus-visible, :active)");
  if (waiting?.matches(":focus-visible")) show(waiting);
  else if (waiting && matchMedia("(hover: none)").matches) press(waiting);
  else if (waiting) later(150, () => show(waiting));
})();
