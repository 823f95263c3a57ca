// Draws a map of links: shapes are fetched once, figures come with each run. One tab stop; arrows move, Enter follows.
const SVG = "http://www.w3.org/2000/svg";
const drawings = new Map();

// A status is a pattern before it is a colour: dots, stripes, crossed lines, bars.
const PATTERNS = {
  achieved: ["good", "M0 0h10v10h-10z", true],
  on_track: ["good", "M2 2h2.6v2.6h-2.6z M7 7h2.6v2.6h-2.6z", true],
  watch: ["watch", "M-2 2l4 -4 M0 10l10 -10 M8 12l4 -4", false],
  late: ["bad", "M0 10l10 -10 M0 0l10 10", false],
  regressing: ["fall", "M0 2h10 M0 7h10", false],
  baseline: ["idle", "M5 3a2 2 0 1 0 .01 0z", false],
  collecting: ["idle", "M1 1h2v2h-2z M6 6h2v2h-2z", false],
  insufficient: ["idle", "M0 5h5 M5 0v5", false],
  no_report: ["idle", "M0 0l10 10", false],
  no_target: ["idle", "M2 0v10", false],
  suspended: ["idle", "M2 0v10 M5 0v10", false],
};
const TILE = 10;

function make(name, attributes, parent) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (parent) parent.append(element);
  return element;
}

function patterns(svg, id, scale) {
  const defs = make("defs", {}, svg);
  for (const [status, [tone, d, filled]] of Object.entries(PATTERNS)) {
    const place = { width: TILE, height: TILE, patternUnits: "userSpaceOnUse", patternTransform: `scale(${scale})` };
    const tile = make("pattern", { id: `${id}-${status}`, ...place }, defs);
    make("rect", { width: TILE, height: TILE, class: `wash tone-${tone}` }, tile);
    make("path", { d, class: `${filled ? "solid" : "drawn"} tone-${tone}` }, tile);
  }
}

const fill = (id, status) => (PATTERNS[status] ? `url(#${id}-${status})` : "var(--map-empty)");

const tone = (status) => (PATTERNS[status] ? { "data-tone": PATTERNS[status][0], "data-status": status } : {});

// On paper a pattern becomes an image as large as the sheet: its tiles are drawn one by one, where they touch a shape.
let clips = 0;
function hatch(shape, scale) {
  const [, d, filled] = PATTERNS[shape.dataset.status];
  const box = shape.getBBox();
  const step = TILE * scale;
  const parts = [0, 0.5, 1];
  const group = make("g", { class: "hatches", "data-tone": shape.dataset.tone, "aria-hidden": true });
  const clip = make("clipPath", { id: `paper-${(clips += 1)}` }, group);
  clip.append(shape.cloneNode());
  const lines = make("g", { "clip-path": `url(#${clip.id})` }, group);
  for (let x = Math.floor(box.x / step) * step; x < box.x + box.width; x += step) {
    for (let y = Math.floor(box.y / step) * step; y < box.y + box.height; y += step) {
      const inside = (across, down) => shape.isPointInFill(new DOMPoint(x + across * step, y + down * step));
      if (!parts.some((across) => parts.some((down) => inside(across, down)))) continue;
      const transform = `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale})`;
      make("path", { d, transform, ...(filled ? { class: "filled" } : {}) }, lines);
    }
  }
  (shape.closest("a") || shape).after(group);
}

function hatchAll() {
  if (document.querySelector(".map .hatches")) return;
  for (const shape of document.querySelectorAll(".map [data-status]")) {
    const svg = shape.closest("svg");
    hatch(shape, Number(svg.style.getPropertyValue("--scale")) || 1);
  }
}

function unhatch() {
  document.querySelectorAll(".map .hatches").forEach((one) => one.remove());
}

addEventListener("beforeprint", hatchAll);
addEventListener("afterprint", unhatch);

const within = ([left, top, width, height], x, y) => x > left && y > top && x < left + width && y < top + height;

function territory(svg, id, box, [code, path, labelX, labelY, middleX, middleY], said) {
  const [x, y] = within(box, labelX, labelY) ? [labelX, labelY] : [middleX, middleY];
  const link = make("a", { href: said.href, tabindex: -1, "aria-label": said.label, "data-code": code }, svg);
  link.place = [x, y];
  make("title", {}, link).textContent = said.label;
  make("path", { d: path, fill: fill(id, said.status), ...tone(said.status) }, link);
  // Beside the link, not in it: what is drawn is rounded, what is read aloud is not.
  if (said.figure) make("text", { x, y, "aria-hidden": true, class: "figure" }, svg).textContent = said.figure;
}

function nearest(links, from, key) {
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const [dx, dy] = ways[key];
  const cost = (link) => {
    const [x, y] = [link.place[0] - from.place[0], link.place[1] - from.place[1]];
    const ahead = x * dx + y * dy;
    return ahead > 0.5 ? ahead + 2.5 * Math.abs(x * dy - y * dx) : Infinity;
  };
  return links.reduce((best, link) => (cost(link) < cost(best) ? link : best), from);
}

function keys(svg) {
  const links = [...svg.querySelectorAll("a")];
  if (links.length) links[0].setAttribute("tabindex", 0);
  svg.addEventListener("focusin", (event) => {
    const link = event.target.closest("a");
    links.forEach((one) => one.setAttribute("tabindex", one === link ? 0 : -1));
  });
  svg.addEventListener("keydown", (event) => {
    const link = event.target.closest("a");
    const ends = { Home: links[0], End: links[links.length - 1] };
    const next = event.key.startsWith("Arrow") ? nearest(links, link, event.key) : ends[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function draw(root, data, drawing) {
  const id = `map-${data.id}`;
  const box = data.view_box || drawing.view_box;
  const svg = make("svg", { viewBox: box.join(" "), role: "group", "aria-label": data.label });
  const scale = box[2] / drawing.view_box[2];
  svg.style.setProperty("--scale", scale);
  patterns(svg, id, scale);
  for (const { title, x, y, width, height } of data.view_box ? [] : drawing.insets) {
    make("rect", { x, y, width, height, class: "inset" }, svg);
    make("text", { x: x + 4, y: y + 12, class: "inset-title", "aria-hidden": true }, svg).textContent = title;
  }
  for (const shape of drawing.shapes) {
    const said = data.territories[shape[0]];
    if (said) territory(svg, id, box, shape, said);
  }
  keys(svg);
  const had = root.querySelector("a:focus")?.dataset.code;
  root.replaceChildren(svg, legend(data.legend, id));
  if (had) root.querySelector(`[data-code="${had}"]`)?.focus();
}

function legend(entries, id) {
  const list = document.createElement("ul");
  list.className = "legend";
  for (const { status, said } of entries) {
    const entry = document.createElement("li");
    const swatch = make("svg", { viewBox: "0 0 24 14", class: "swatch", "aria-hidden": true });
    patterns(swatch, `${id}-${status}`, 1);
    make("rect", { x: 0.5, y: 0.5, width: 23, height: 13, fill: fill(`${id}-${status}`, status), ...tone(status) }, swatch);
    entry.append(swatch, said);
    list.append(entry);
  }
  return list;
}

export default async function ({ parentElement, data }) {
  const root = parentElement.querySelector(".map");
  const wanted = JSON.stringify(data);
  if (!root || root.wanted === wanted) return;
  root.wanted = wanted;
  if (!drawings.has(data.drawing)) drawings.set(data.drawing, fetch(data.drawing).then((answer) => answer.json()));
  const drawing = await drawings.get(data.drawing);
  if (root.wanted === wanted) draw(root, data, drawing);
}
