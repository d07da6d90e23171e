// What a reader meets on a page, as facts; browser.py judges them. Places are in CSS pixels from the page's top left.
({
  known: new Map(),

  texts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const glyphs = node.nodeType === Node.COMMENT_NODE;
      const element = glyphs ? node.nextElementSibling : node.parentElement;
      if (glyphs ? !this.holdsGlyphs(element) : !node.data.trim()) continue;
      if (element.closest(this.UNSEEN) || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        continue;
      if (glyphs) element.dataset.glyphs = "";
      const clips = this.of(element.closest("svg:not(svg svg)") ?? element, "clips");
      if (clips.some(({ box: [left, top, right, bottom] }) => right - left <= 1 && bottom - top <= 1)) continue;
      for (const corners of this.corners(node, element, glyphs))
        found.push({ words: node.data.trim(), corners, clips, ink: glyphs, ...this.look(element, glyphs) });
    }
    return found;
  },

  UNSEEN: "script, style, template, title, desc, metadata, defs, symbol, clipPath, mask, pattern, marker",

  // Matplotlib draws a text as glyphs and says in a comment before them what they spell.
  holdsGlyphs: (element) => element?.ownerSVGElement && element.matches("g:has(> use), g:has(> path)"),

  corners(node, element, glyphs) {
    const graphic = glyphs || (element.ownerSVGElement && element.matches("text, tspan") && !element.firstElementChild);
    if (graphic) return [this.placed(element, element.getBBox())];
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((box) => box.width > 0).map((box) => this.placed(null, box));
  },

  placed(element, { x, y, width, height }) {
    const matrix = element ? element.getScreenCTM() : new DOMMatrix();
    const corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
    return corners
      .map(([left, top]) => new DOMPoint(left, top).matrixTransform(matrix))
      .map((point) => [point.x + scrollX, point.y + scrollY]);
  },

  look(element, glyphs) {
    const style = getComputedStyle(glyphs ? element.querySelector("use, path") : element);
    const matrix = element.ownerSVGElement ? element.getScreenCTM() : new DOMMatrix();
    const scale = Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c));
    return {
      colour: element.ownerSVGElement ? style.fill : style.color,
      opacity: this.of(element, "opacity") * (element.ownerSVGElement ? Number(style.fillOpacity) : 1),
      size: scale * (glyphs ? 100 : parseFloat(style.fontSize)), // glyphs are drawn in hundredths of their size
      bold: Number(style.fontWeight) >= 700,
      waits: Boolean(element.closest('a[href^="#"]')) && !element.closest("nav, main"),
      where: this.where(element),
    };
  },

  // Worked out once for each element, as many texts have the same around them.
  of(element, fact) {
    const known = this.known.get(element) ?? {};
    this.known.set(element, known);
    return (known[fact] ??= this[fact](element));
  },

  opacity(element) {
    return element ? Number(getComputedStyle(element).opacity) * this.of(element.parentElement, "opacity") : 1;
  },

  // The boxes that hide what is beyond them, from the innermost: scrolled to, or cut off.
  clips(element) {
    const found = [];
    let escapes = false;
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      const inside = !escapes || style.position !== "static";
      if (inside && one.matches("svg") && !one.ownerSVGElement) found.push({ kind: "picture", box: this.box(one) });
      else if (inside && !one.ownerSVGElement && style.display !== "inline" && style.overflow !== "visible")
        found.push({ kind: /auto|scroll/.test(style.overflow) ? "scroll" : "cut", box: this.box(one) });
      else if (inside && !one.ownerSVGElement && style.clipPath !== "none") found.push({ kind: "cut", box: [0, 0, 0, 0] });
      if (style.position === "fixed") break;
      if (inside) escapes = style.position === "absolute";
    }
    return found;
  },

  box(element) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [left + scrollX, top + scrollY, right + scrollX, bottom + scrollY];
  },

  where(element) {
    const near = element.parentElement.closest("[id]:not(svg [id])");
    const picture = element.parentElement.closest("svg") ? "svg > " : "";
    const own = element.id ? `#${element.id}` : element.classList.length ? `.${element.classList[0]}` : "";
    return `${near ? `${near.localName}#${near.id} > ` : ""}${picture}${element.localName}${own}`;
  },

  page: () => ({
    width: document.documentElement.clientWidth,
    scrolled: document.documentElement.scrollWidth,
    height: document.documentElement.scrollHeight,
    ground: getComputedStyle(document.body).backgroundColor,
  }),

  // What holds more than it shows and does not let the reader scroll there.
  cut() {
    return this.visible("body *")
      .filter((one) => /hidden|clip/.test(getComputedStyle(one).overflow) && one.clientWidth > 1 && one.innerText?.trim())
      .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      .map((one) => ({ where: this.where(one), words: one.innerText.trim() }));
  },

  visible: (selector) =>
    [...document.querySelectorAll(selector)].filter((one) => !one.ownerSVGElement && one.checkVisibility()),

  scrollers() {
    return this.visible("body *").filter(
      (one) =>
        /auto|scroll/.test(getComputedStyle(one).overflow) &&
        (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1),
    );
  },

  regions() {
    return this.scrollers().map((one) => ({
      where: this.where(one),
      tabindex: one.getAttribute("tabindex"),
      role: one.getAttribute("role") ?? one.localName,
      named: Boolean(one.ariaLabel || one.getAttribute("aria-labelledby")),
    }));
  },

  pictures() {
    return this.visible("svg, img").map((one) => ({ where: this.where(one), box: this.box(one) }));
  },

  // What the keyboard has to reach, in the order of the page, and how it looks without the focus.
  stops() {
    const wanted = new Set(this.visible('a[href], button, input, select, textarea, summary, [tabindex="0"]'));
    this.scrollers().forEach((one) => wanted.add(one));
    const ordered = [...document.querySelectorAll("body *")].filter((one) => wanted.has(one));
    window.stopsOfPage = ordered.map((element) => ({ element, rest: this.dress(element) }));
    return ordered.map((one) => ({ where: this.where(one), words: one.innerText.trim().slice(0, 40), goal: one.hash ?? "" }));
  },

  dress(element) {
    const style = getComputedStyle(element);
    const outline = style.outlineStyle === "none" ? "none" : `${style.outlineStyle} ${style.outlineWidth}`;
    return [outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth].join();
  },

  focused() {
    const element = document.activeElement;
    const at = window.stopsOfPage.findIndex((stop) => stop.element === element);
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const seen = right > 0 && left < innerWidth && bottom > 0 && top < innerHeight && right - left > 1;
    return { at, seen, marked: at >= 0 && this.dress(element) !== window.stopsOfPage[at].rest, where: this.where(element) };
  },

  openAll: () => document.querySelectorAll("details").forEach((one) => (one.open = true)),

  release: () => document.activeElement.blur(),

  hideTexts() {
    const style = document.head.appendChild(document.createElement("style"));
    style.textContent = `* {-webkit-text-fill-color: transparent !important}
      text, tspan, [data-glyphs] * {fill-opacity: 0 !important}`;
  },

  // Closed parts whose content neither shows nor is told of.
  closed() {
    return this.visible("details:not([open])")
      .filter((one) => ![...one.children].some((child) => child.localName !== "summary" && child.checkVisibility()))
      .filter((one) => /^(none|normal|"")$/.test(getComputedStyle(one.querySelector("summary"), "::after").content))
      .map((one) => ({ where: this.where(one), words: one.querySelector("summary").innerText }));
  },
})
