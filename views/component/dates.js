// The date range: a histogram of events to drag over, and two fields for the keyboard.

const drawn = new WeakMap();
const NAMESPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT] = [600, 44];
const DAY = 86400000;

export function draw(given) {
  let state = drawn.get(given.parentElement);
  if (!state) {
    state = build(given.parentElement);
    drawn.set(given.parentElement, state);
  }
  state.send = (act) => given.setStateValue("act", { ...act, at: Date.now() });
  const text = JSON.stringify(given.data);
  if (state.text === text) return;
  state.text = text;
  show(state, given.data);
}

export function remove(given) {
  drawn.get(given.parentElement)?.root.remove();
  drawn.delete(given.parentElement);
}

function build(parent) {
  const root = make("div", "dates");
  const svg = document.createElementNS(NAMESPACE, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  const fields = make("div", "fields");
  const state = { root, svg };
  for (const [name, label] of [["first", "From"], ["last", "To"]]) {
    const box = make("label", "");
    const field = make("input", "");
    field.type = "date";
    field.addEventListener("change", () => send(state, state.first.value, state.last.value));
    box.append(label, field);
    fields.append(box);
    state[name] = field;
  }
  state.all = make("button", "quiet");
  state.all.type = "button";
  state.all.textContent = "All dates";
  state.all.addEventListener("click", () => send(state, "", ""));
  fields.append(state.all);
  state.ends = [make("span", "end"), make("span", "end")];
  root.append(...state.ends, svg, fields);
  parent.append(root);
  drag(state);
  return state;
}

function send(state, first, last) {
  if (first && last && first > last) [first, last] = [last, first];
  state.send({ do: "dates", first, last });
}

function show(state, { days, first, last }) {
  const counted = new Map();
  for (const [day, status, events] of days) {
    const at = counted.get(day) ?? { solid: 0, other: 0 };
    at[status === "held" || status === "ongoing" ? "solid" : "other"] += events;
    counted.set(day, at);
  }
  const known = [...counted.keys()].sort();
  state.start = number(known[0] ?? first ?? "");
  state.end = number(known.at(-1) ?? last ?? "");
  if (first) state.start = Math.min(state.start || Infinity, number(first));
  if (last) state.end = Math.max(state.end || 0, number(last));
  // A little air on both sides, so that the first and the last day can be dragged over.
  state.start -= 1;
  state.end += 2;
  const span = Math.max(1, state.end - state.start);
  state.x = (day) => ((day - state.start) / span) * WIDTH;
  const tallest = Math.max(1, ...[...counted.values()].map((at) => at.solid + at.other));
  const height = (events) => (events ? 3 + (events / tallest) * (HEIGHT - 8) : 0);
  const bar = Math.max(1.5, Math.min(14, (WIDTH / span) * 0.72));
  const marks = [];
  if (first || last) {
    const [from, to] = [first ? state.x(number(first)) : 0, last ? state.x(number(last) + 1) : WIDTH];
    marks.push(rectangle("span", from, 0, Math.max(2, to - from), HEIGHT));
  }
  for (const [day, at] of counted) {
    const x = state.x(number(day) + 0.5) - bar / 2;
    const [solid, both] = [height(at.solid), height(at.solid + at.other)];
    const mark = rectangle("held", x, HEIGHT - solid, bar, solid);
    const rest = rectangle("expected", x, HEIGHT - both, bar, Math.max(0, both - solid));
    const words = document.createElementNS(NAMESPACE, "title");
    words.textContent = `${day}: ${at.solid + at.other} events, ${at.solid} took place`;
    mark.append(words);
    rest.append(words.cloneNode(true));
    marks.push(rest, mark);
  }
  state.svg.replaceChildren(...marks);
  state.svg.setAttribute("aria-label", known.length
    ? `Events per day from ${known[0]} to ${known.at(-1)}; the busiest has ${tallest}. Use the date fields below.`
    : "No events.");
  [known[0], known.at(-1)].forEach((day, end) => (state.ends[end].textContent = day ? spoken(day) : ""));
  state.first.value = first;
  state.last.value = last;
  state.all.disabled = !first && !last;
}

function drag(state) {
  let from = null;
  const dayAt = (event) => {
    const frame = state.svg.getBoundingClientRect();
    const part = Math.min(0.9999, Math.max(0, (event.clientX - frame.left) / frame.width));
    return Math.floor(state.start + part * (state.end - state.start));
  };
  const shade = rectangle("drag", 0, 0, 0, HEIGHT);
  const move = (event) => {
    const [a, b] = [from, dayAt(event)].sort((one, two) => one - two);
    shade.setAttribute("x", state.x(a));
    shade.setAttribute("width", state.x(b + 1) - state.x(a));
  };
  state.svg.addEventListener("pointerdown", (event) => {
    from = dayAt(event);
    state.svg.setPointerCapture(event.pointerId);
    state.svg.append(shade);
    move(event);
  });
  state.svg.addEventListener("pointermove", (event) => from !== null && move(event));
  state.svg.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [a, b] = [from, dayAt(event)].sort((one, two) => one - two);
    from = null;
    shade.remove();
    send(state, iso(a), iso(b));
  });
}

function rectangle(look, x, y, width, height) {
  const mark = document.createElementNS(NAMESPACE, "rect");
  for (const [name, value] of Object.entries({ class: look, x, y, width, height })) mark.setAttribute(name, value);
  return mark;
}

/** A date as a whole number of days. A prefix (2014, 2022-02) counts as its first day. */
function number(day) {
  const [year, month = "01", date = "01"] = String(day).split("-");
  return Math.round(Date.UTC(+year, +month - 1, +date) / DAY) || 0;
}

const iso = (days) => new Date(days * DAY).toISOString().slice(0, 10);
const spoken = (day) =>
  new Date(number(day) * DAY).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

function make(tag, look) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  return element;
}
