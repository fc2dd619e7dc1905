// What the harness asks the page. Nothing here changes it, but for scrolling to what is to be reached and what the
// system's own touch selection or dragging would do.
// Every script of the harness is a function body that begins with this.

const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();

const isVisible = (element) =>
  element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;

// What a screen reader would call it, near enough for tests.
function nameOf(element) {
  const byId = (element.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
  const labels = [...byId.map((id) => document.getElementById(id)), ...(element.labels ?? [])];
  const names = [element.getAttribute("aria-label"), labels.map((label) => label?.textContent).join(" ")];
  if (!element.matches("input, textarea, select")) names.push(element.textContent);
  names.push(element.getAttribute("title"), element.getAttribute("placeholder"));
  return names.map(squeeze).find(Boolean) ?? "";
}

const CONTROLS = "a, button, summary, label, input, textarea, select, [role], [tabindex], [contenteditable]";

// The elements that a target means. Of controls with a name, those of exactly that name if there are any; and of one
// inside another (a field in its label), the inner.
function elementsOf({ css, named, within }) {
  if (css !== undefined) return [...document.querySelectorAll(css)].filter(isVisible);
  const all = [...document.querySelectorAll(within)].flatMap((root) => [...root.querySelectorAll(CONTROLS)]);
  const controls = [...new Set(all)].filter(isVisible).map((element) => [element, nameOf(element)]);
  const exact = controls.filter(([, name]) => name === named);
  const found = exact.length > 0 ? exact : controls.filter(([, name]) => name.includes(named));
  const elements = found.map(([element]) => element);
  const fields = elements.filter((element) => !element.matches("label") || !elements.includes(element.control));
  return fields.filter((element) => !fields.some((other) => other !== element && element.contains(other)));
}

// The text of a part of the page as it can be selected, with the node and offset of each of its characters.
function selectable(root) {
  const blockOf = (node) => {
    let element = node.parentElement;
    while (element !== root && getComputedStyle(element).display.startsWith("inline")) element = element.parentElement;
    return element;
  };
  let text = "", last = null;
  const places = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const style = getComputedStyle(node.parentElement);
    if (style.userSelect === "none" || style.display === "none" || style.visibility === "hidden") continue;
    const block = blockOf(node);
    if (last && block !== last) {
      places.push(null);
      text += "\n";
    }
    last = block;
    for (let at = 0; at < node.length; at++) places.push([node, at]);
    text += node.data;
  }
  return { text, places };
}

// Where words are: the boxes of their first and last characters. White space in them stands for any white space.
function boxesOf({ words, within }) {
  const root = document.querySelector(within);
  if (!root) return { why: `there is no ${within}` };
  const { text, places } = selectable(root);
  const pattern = squeeze(words).split(" ").map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const found = [...text.matchAll(new RegExp(pattern, "gu"))];
  if (found.length !== 1) return { why: `${JSON.stringify(words)} is there ${found.length} times, not once` };
  const start = found[0].index, last = start + [...found[0][0]].slice(0, -1).join("").length;
  const box = (at) => {
    const [node, offset] = places[at];
    const range = document.createRange();
    range.setStart(node, offset);
    const end = offset + String.fromCodePoint(text.codePointAt(at)).length;
    range.setEnd(node, end);
    return { node, offset, end, box: range.getClientRects()[0] ?? range.getBoundingClientRect() };
  };
  return { first: box(start), last: box(last) };
}

// Scrolls what scrolls around a node so that a box is in the middle; whether anything moved.
function scrollTo(node, box) {
  const scrolls = (element) =>
    element.scrollHeight > element.clientHeight && /auto|scroll/.test(getComputedStyle(element).overflowY);
  let element = node.parentElement;
  while (element && !scrolls(element)) element = element.parentElement;
  const scroller = element ?? document.scrollingElement;
  const before = scroller.scrollTop;
  const view = scroller === document.scrollingElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
  scroller.scrollBy({ top: (box.top + box.bottom - view.top - view.bottom) / 2, behavior: "instant" });
  return scroller.scrollTop !== before;
}

const inView = (box) => box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
const middle = (box) => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });

// What is in the way of a point that should hit an element, if anything.
function inTheWay(element, { x, y }) {
  const hit = document.elementFromPoint(x, y);
  if (hit && (element.contains(hit) || hit.closest("label")?.control === element)) return null;
  return hit ? `${hit.cloneNode().outerHTML.slice(0, 200)} is in the way` : "it is out of view";
}

// The points by which a person would reach a target: `start`, `end` (those of words differ) and `middle`.
function reach(target) {
  if (target.at) return { start: target.at, middle: target.at, end: target.at };
  return target.words === undefined ? reachElement(target) : reachWords(target);
}

function reachElement(target) {
  const found = elementsOf(target);
  if (found.length !== 1) return { why: `it is there ${found.length} times, not once` };
  const [element] = found;
  if (element.matches(":disabled, [aria-disabled=true]")) return { why: "it is disabled" };
  const boxes = [...element.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
  if (boxes.length === 0) return { why: "it has no size" };
  const point = middle(boxes[0]);
  const why = inTheWay(element, point);
  if (why) return scrollTo(element, boxes[0]) ? { why: "it was scrolled to" } : { why };
  return { start: point, middle: point, end: point };
}

function reachWords(target) {
  const { why, first, last } = boxesOf(target);
  if (why) return { why };
  if (!inView(first.box) && scrollTo(first.node, first.box)) return { why: "it was scrolled to" };
  const ends = [[first, middle(first.box)], [last, middle(last.box)]];
  for (const [{ node }, point] of ends) {
    const hidden = inTheWay(node.parentElement.closest("[data-block]") ?? node.parentElement, point);
    if (hidden) return scrollTo(first.node, first.box) ? { why: "it was scrolled to" } : { why: hidden };
  }
  const edge = (box) => Math.min(1, box.width / 4);
  // Drivers round the places of a mouse down to whole pixels: in a narrow character, as a full stop, that can be before its
  // middle, and it would not be selected. The last whole pixel of it is meant.
  const lastPixel = (box) => {
    const whole = Math.ceil(box.right) - 1;
    return whole > middle(box).x ? whole : box.right - edge(box);
  };
  return {
    start: { x: first.box.left + edge(first.box), y: ends[0][1].y },
    middle: middle(first.box),
    end: { x: lastPixel(last.box), y: ends[1][1].y },
  };
}

// Whether a drag from a point would move the selected text instead of selecting anew.
function isSelected({ x, y }) {
  const selection = getSelection();
  if (selection.isCollapsed) return false;
  const boxes = [...selection.getRangeAt(0).getClientRects()];
  return boxes.some((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);
}

// Drops files, each a name with its content in base64, and parts of a page, each a media type with what is of it.
function dropAt({ x, y }, { files, parts }) {
  const dataTransfer = new DataTransfer();
  for (const [name, base64] of files) {
    const bytes = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0));
    dataTransfer.items.add(new File([bytes], name));
  }
  for (const [type, data] of parts) dataTransfer.setData(type, data);
  const target = document.elementFromPoint(x, y);
  for (const type of ["dragenter", "dragover", "drop"]) {
    const where = { clientX: x, clientY: y, bubbles: true, cancelable: true, composed: true };
    target.dispatchEvent(new DragEvent(type, { ...where, dataTransfer }));
  }
}

// What the system does with the handles of a touch selection.
function selectWords(target) {
  const { first, last } = boxesOf(target);
  getSelection().setBaseAndExtent(first.node, first.offset, last.node, last.end);
}
