"use strict";
// What a hand can do with the drawing: leave out, look closer, ask what an arrow is.

const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];

const data = JSON.parse(one("#data").textContent);
const [form, main, tip, output] = ["form", "main", "#tip", "output"].map(one);
const drawings = all("main svg");
const body = one("svg.body");
const boxes = all("input[type=checkbox]");
const widths = drawings.map((drawing) => drawing.viewBox.baseVal.width);

const arrows = all(".arrows > line").map((element, at) => ({
  ...data.arrows[at], element,
  y1: +element.getAttribute("y1"), y2: +element.getAttribute("y2"),
  part: (element.getAttribute("x2") - element.getAttribute("x1")) /
    (data.lanes[data.arrows[at].to] - data.lanes[data.arrows[at].from]),
}));
const notes = all(".lane > .note").map((element, at) => {
  const y = element.transform.baseVal[0].matrix.f + 7;
  return { ...data.notes[at], element, y1: y, y2: y };
});
const things = [...arrows, ...notes].sort((a, b) => a.y1 - b.y1);
let chosen = null;

// The view is kept behind the # of the address.
function read() {
  const view = new URLSearchParams(location.hash.slice(1));
  const hidden = view.get("hide")?.split(",");
  if (hidden) boxes.forEach((box) => { box.checked = !hidden.includes(box.value); });
  form.theme.value = view.get("theme") ?? "light dark";
  form.zoom.value = view.get("zoom") ?? 100;
  show();
}

function write() {
  const hidden = boxes.filter((box) => !box.checked).map((box) => box.value);
  const view = `hide=${hidden}&zoom=${form.zoom.value}`;
  const theme = form.theme.value === "light dark" ? "" : `&theme=${form.theme.value}`;
  history.replaceState(null, "", `#${view}${theme}`);
  show();
}

function show() {
  choose(null);
  const hidden = new Set(boxes.filter((box) => !box.checked).map((box) => box.value));
  // Lanes that are left close up: each takes the first place that is free.
  let free = 0;
  const place = data.lanes.map((_, who) => hidden.has(`${who}`) ? null : data.lanes[free++]);
  for (const lane of all(".lane")) {
    const x = place[lane.dataset.lane];
    lane.classList.toggle("off", x === null);
    if (x !== null) lane.setAttribute("transform", `translate(${x},0)`);
  }
  for (const arrow of arrows) {
    const [from, to] = [place[arrow.from], place[arrow.to]];
    arrow.isOff = from === null || to === null || hidden.has(arrow.kind);
    arrow.element.classList.toggle("off", arrow.isOff);
    if (arrow.isOff) continue;
    [arrow.x1, arrow.x2] = [from, from + (to - from) * arrow.part];
    arrow.element.setAttribute("x1", arrow.x1);
    arrow.element.setAttribute("x2", arrow.x2);
  }
  for (const note of notes) {
    note.isOff = place[note.lane] === null;
    [note.x1, note.x2] = [place[note.lane] - 5, place[note.lane] + data.label];
  }
  const zoom = form.zoom.value / 100;
  drawings.forEach((drawing, at) => { drawing.style.width = `${widths[at] * zoom}px`; });
  document.documentElement.style.colorScheme = form.theme.value;
  one("meta[name=theme-color]").content = getComputedStyle(document.body).backgroundColor;
  const shown = arrows.filter((arrow) => !arrow.isOff).length;
  output.value = `${shown} of ${arrows.length} frames shown`;
}

function choose(thing) {
  chosen?.element.classList.remove("chosen");
  thing?.element.classList.add("chosen");
  chosen = thing;
  tip.textContent = thing ? `${thing.who}\n${thing.says}\n${thing.when}` : "";
}

function tell(x, y) {
  const { width, height } = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(0, Math.min(x + 14, innerWidth - width - 8))}px`;
  tip.style.top = `${Math.max(0, Math.min(y + 14, innerHeight - height - 8))}px`;
}

function distance({ x1, y1, x2, y2 }, x, y) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const part = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
  const near = Math.max(0, Math.min(1, part));
  return Math.hypot(x - x1 - near * dx, y - y1 - near * dy);
}

body.addEventListener("pointermove", (event) => {
  const pointer = new DOMPoint(event.clientX, event.clientY);
  const { x, y } = pointer.matrixTransform(body.getScreenCTM().inverse());
  let [nearest, least] = [null, 6];
  for (const thing of things) {
    const far = thing.isOff ? Infinity : distance(thing, x, y);
    if (far < least) [nearest, least] = [thing, far];
  }
  if (nearest !== chosen) choose(nearest);
  if (nearest) tell(event.clientX, event.clientY);
});
body.addEventListener("pointerleave", () => choose(null));

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target === form.theme) return;
  if (event.key === "Escape") choose(null);
  const step = { j: 1, k: -1 }[event.key];
  if (!step) return;
  const seen = things.filter((thing) => !thing.isOff);
  const at = chosen ? seen.indexOf(chosen) + step : 0;
  const next = seen[Math.max(0, Math.min(at, seen.length - 1))];
  if (!next) return;
  choose(next);
  next.element.scrollIntoView({ block: "center", inline: "nearest" });
  const { right, bottom } = next.element.getBoundingClientRect();
  tell(right, bottom);
});

form.addEventListener("input", write);
addEventListener("hashchange", read);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
read();
