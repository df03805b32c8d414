// The picture: one vis-network for as long as the page is open. New data are applied as differences, so
// that camera, hover and what was dragged stay. It sends only what a click chose.

import "./vis-network.min.js";
import { cameraInAddress, dropCamera, keepCamera, setCamera } from "./address.js";
import { badges, DASHES, hollow, measure, SANS, write } from "./shapes.js";

const { DataSet, Network } = globalThis.vis;
const UNCHECKED = "Found by software, not checked";
const SMALLEST = 0.12;
const LARGEST = 3;
// What the ground of a zone needs around its nodes; graph/layout.py leaves as much.
const [BORDER, HEADING, FOOT] = [16, 36, 14];
let picture = null; // there is one on the page
let wanted = ""; // chosen before the picture was there

export function draw(given) {
  const data = JSON.parse(new TextDecoder().decode(given.data));
  if (picture?.parent !== given.parentElement) {
    picture?.close();
    picture = new Picture(given.parentElement);
  }
  picture.send = (act) => given.setStateValue("act", { ...act, at: Date.now() });
  picture.apply(data);
}

export function remove(given) {
  if (picture?.parent !== given.parentElement) return;
  picture.close();
  picture = null;
}

/** Mark a node or an edge and its neighbours; everything else steps back. */
export function choose(id) {
  wanted = id;
  picture?.choose(id);
}

class Picture {
  constructor(parent) {
    this.parent = parent;
    this.nodes = new DataSet();
    this.edges = new DataSet();
    this.sizes = new Map();
    this.lit = null;
    this.chosen = "";
    this.hovered = "";
    this.ink = {};
    this.build();
    const options = {
      physics: false,
      layout: { randomSeed: 7 },
      nodes: { shape: "custom", ctxRenderer: (given) => this.node(given), chosen: false },
      edges: { smooth: false, chosen: false, width: 1.3, arrows: { to: { scaleFactor: 0.45 } }, selectionWidth: 0, hoverWidth: 0 },
      interaction: { hover: true, selectConnectedEdges: false, multiselect: false, tooltipDelay: 1e9, keyboard: { enabled: true, bindToWindow: false }, hideEdgesOnZoom: false },
    };
    this.network = new Network(this.canvas, { nodes: this.nodes, edges: this.edges }, options);
    this.listen();
    // The fonts come with the page but only when asked for; the canvas doesn't ask.
    Promise.all([`600 15px ${SANS}`, `400 12px ${SANS}`, 'italic 400 13px "Source Serif"'].map((font) => document.fonts.load(font)))
      .then(() => {
        this.sizes.clear();
        if (!this.moved) this.fit();
        this.network.redraw();
      });
    globalThis.readout = { created: (globalThis.readout?.created ?? 0) + 1, picture: this };
  }

  build() {
    this.frame = make("div", "network");
    this.canvas = make("div", "canvas");
    this.tip = make("div", "tip");
    this.tip.hidden = true;
    const tools = (this.tools = make("div", "tools"));
    for (const [label, sign, press] of [
      ["Zoom in", "+", () => this.zoom(1.25)],
      ["Zoom out", "−", () => this.zoom(0.8)],
      ["Show everything", "⤢", () => this.fit(true)],
      ["Tidy up: everything back to its place", "↺", () => this.tidy()],
    ]) {
      const button = make("button", "");
      button.type = "button";
      button.title = label;
      button.setAttribute("aria-label", label);
      button.textContent = sign;
      button.addEventListener("click", press);
      tools.append(button);
    }
    this.frame.append(this.canvas, tools, this.tip);
    this.parent.append(this.frame);
  }

  close() {
    clearInterval(this.keeping);
    clearTimeout(this.waiting);
    this.watching?.disconnect();
    removeEventListener("popstate", this.back);
    this.network.destroy();
    this.frame.remove();
  }

  // ---- data ---------------------------------------------------------------------------------------

  apply(data) {
    const started = performance.now();
    this.zones = data.zones;
    this.colours = data.colours;
    this.readInk();
    const first = !this.nodes.length;
    drop(this.edges, data.edges); // before their nodes go: an edge is never drawn without its ends
    differ(this.nodes, data.nodes, (fresh, old) => {
      const { x, y, home, shape, ...rest } = fresh;
      const node = { ...rest, home: { x: home[0], y: home[1] }, shape: "custom", look: shape };
      return old ? node : { ...node, x, y }; // what is on the screen stays where it is
    });
    this.sizes.clear();
    differ(this.edges, data.edges, (edge) => this.edge(edge));
    this.canvas.firstChild?.setAttribute("role", "group");
    const unchecked = data.nodes.filter((node) => node.checked === false).length;
    const found = unchecked ? ` ${unchecked} of the things: found by software, not checked.` : "";
    this.canvas.firstChild?.setAttribute("aria-label", `Network of ${data.nodes.length} things and ${data.edges.length} connections.${found} The table below lists the same.`);
    this.frame.classList.toggle("empty", !data.nodes.length);
    if (first && data.nodes.length && !this.moved) this.startCamera();
    else if (this.moved) this.noteCamera(); // the node that the link names may be gone
    this.choose(wanted, true);
    globalThis.readout.applied = { at: performance.now(), took: performance.now() - started, nodes: data.nodes.length };
  }

  edge(edge) {
    // As graph/courses.py has it: straight, an arc, or down between two captions of a row.
    const channel = { enabled: true, type: "cubicBezier", forceDirection: "vertical", roundness: 1 };
    const arc = { enabled: true, type: edge.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(edge.bend) };
    const bent = edge.bend === "channel" ? channel : edge.bend ? arc : false;
    return { ...edge, smooth: bent, label: undefined, title: undefined, dashes: DASHES[edge.line] ?? false, ...this.edgeInk(edge) };
  }

  edgeInk(edge) {
    const lit = !this.lit || this.lit.has(edge.id);
    const strong = this.lit && lit;
    const colour = edge.id === this.chosen || strong ? this.ink.ink : edge.stance ? this.colour("Claim") : this.ink.line;
    return {
      color: { color: colour, opacity: lit ? 1 : 0.7, inherit: false },
      width: edge.id === this.chosen ? 3 : (strong ? 1.9 : edge.stance ? 1.8 : 1.3) * (edge.checked === false ? 0.6 : 1),
    };
  }

  // ---- what is chosen -----------------------------------------------------------------------------

  choose(id, quiet = false) {
    const changed = id !== this.chosen;
    this.chosen = id;
    const before = this.lit;
    this.lit = this.nodes.get(id) || this.edges.get(id) ? this.around(id) : null;
    if (before || this.lit) {
      const inks = this.edges.get().map((edge) => ({ id: edge.id, ...this.edgeInk(edge) }));
      this.edges.update(inks.filter((ink) => {
        const now = this.edges.get(ink.id);
        return now.width !== ink.width || now.color.opacity !== ink.color.opacity || now.color.color !== ink.color.color;
      }));
    }
    if (changed && !quiet) this.bringIntoView(id);
    this.network.redraw();
  }

  around(id) {
    const edge = this.edges.get(id);
    if (edge) return new Set([id, edge.from, edge.to]);
    const lit = new Set([id]);
    for (const each of this.network.getConnectedEdges(id)) {
      const { from, to } = this.edges.get(each);
      lit.add(each).add(from).add(to);
    }
    return lit;
  }

  bringIntoView(id) {
    const at = this.middle(id);
    if (!at) return;
    const { x, y } = this.network.canvasToDOM(at);
    const [w, h] = [this.canvas.clientWidth, this.canvas.clientHeight];
    if (x > 30 && y > 30 && x < w - 30 && y < h - 30) return;
    this.network.moveTo({ position: at, animation: still() ? false : { duration: 250 } });
    this.moved = true;
    this.noteCamera(400);
  }

  middle(id) {
    if (this.nodes.get(id)) return this.network.getPosition(id);
    const edge = this.edges.get(id);
    if (!edge || !this.nodes.get(edge.from) || !this.nodes.get(edge.to)) return null;
    const [a, b] = [this.network.getPosition(edge.from), this.network.getPosition(edge.to)];
    return this.network.body.edges[id]?.edgeType.getPoint?.(0.5) ?? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  // ---- drawing ------------------------------------------------------------------------------------

  readInk() {
    const ink = getComputedStyle(this.frame);
    const probe = make("span", "");
    this.frame.append(probe);
    const colour = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    this.ink = Object.fromEntries(
      ["ink", "muted", "paper", "line", "marker", "badge", "zone"].map((name) => [name, colour(name)]),
    );
    this.ink.onBadge = colour("on-badge");
    this.dark = ink.colorScheme.includes("dark");
    probe.remove();
  }

  colour(kind) {
    return this.colours[kind]?.[this.dark ? 1 : 0] ?? this.ink.ink;
  }

  size(ctx, node) {
    let size = this.sizes.get(node.id);
    if (!size) {
      size = measure(ctx, { ...node, shape: node.look });
      this.sizes.set(node.id, size);
    }
    return size;
  }

  node({ ctx, id, x, y }) {
    const node = this.nodes.get(id);
    const size = this.size(ctx, node);
    const state = { chosen: id === this.chosen, hover: id === this.hovered };
    const faint = this.lit && !this.lit.has(id) && !state.hover;
    // What isn't chosen steps back a little; its words stay as legible as any second line.
    const ink = { ...this.ink, ink: faint ? this.ink.muted : this.ink.ink, colour: this.colour(node.kind) };
    return {
      drawNode: () => {
        ctx.globalAlpha = faint ? 0.75 : 1;
        size.look.draw(ctx, node, size, x, y, ink, state);
        ctx.globalAlpha = 1;
        if (this.near()) {
          size.look.text(ctx, node, size, x, y, ink);
          badges(ctx, node, size, x, y, ink);
        }
        if (node.checked === false) hollow(ctx, size, x, y, ink, this.network.getScale());
      },
      nodeDimensions: { width: size.width, height: size.height },
    };
  }

  /** Is the picture near enough for the text that belongs to its nodes? */
  near() {
    return this.network.getScale() > 0.42;
  }

  /** From far away the names that matter most are written large, as far as they don't collide. */
  farNames(ctx) {
    if (this.near()) return;
    const size = 12 / this.network.getScale();
    const taken = [];
    const weight = (node) => (node.id === this.chosen ? 1e6 : 0) + (this.lit?.has(node.id) ? 1e3 : 0) + node.degree;
    for (const node of this.nodes.get().sort((a, b) => weight(b) - weight(a))) {
      if (node.id !== this.chosen && (["box", "ellipse", "diamond"].includes(node.look) || (node.degree < 3 && !this.lit?.has(node.id)))) continue;
      const { x, y } = this.network.getPosition(node.id);
      const text = node.label.length > 28 ? `${node.label.slice(0, 27)} …` : node.label;
      ctx.font = `600 ${size}px ${SANS}`;
      const half = ctx.measureText(text).width / 2;
      const at = y + (this.sizes.get(node.id)?.height ?? 30) / 2 + size * 0.8;
      const box = [x - half, at - size * 0.6, x + half, at + size * 0.6];
      if (taken.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      taken.push(box);
      write(ctx, text, x, at, ctx.font, this.ink.ink, this.ink.paper);
    }
  }

  headings(ctx) {
    for (const [zone, heading] of Object.entries(this.zones)) {
      const members = this.nodes.get({ filter: (node) => node.zone === zone });
      if (!members.length) continue;
      const edges = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
      for (const node of members) {
        const { x, y } = this.network.getPosition(node.id);
        const { box } = this.size(ctx, node);
        edges.left = Math.min(edges.left, x + box.left);
        edges.right = Math.max(edges.right, x + box.right);
        edges.top = Math.min(edges.top, y + box.top);
        edges.bottom = Math.max(edges.bottom, y + box.bottom);
      }
      ctx.save();
      ctx.beginPath();
      ctx.roundRect(edges.left - BORDER, edges.top - HEADING, edges.right - edges.left + 2 * BORDER, edges.bottom - edges.top + HEADING + FOOT, 14);
      ctx.fillStyle = this.ink.zone;
      ctx.fill();
      ctx.font = `600 ${Math.max(14, 11 / this.network.getScale())}px ${SANS}`;
      ctx.textAlign = "left";
      ctx.textBaseline = "middle";
      ctx.fillStyle = this.ink.muted;
      ctx.letterSpacing = "0.6px";
      ctx.fillText(heading, edges.left - 4, edges.top - HEADING / 2 - 2);
      ctx.restore();
    }
  }

  /** Phrases of the edges at what is chosen or under the pointer, and the strokes of what was refused. */
  phrases(ctx) {
    for (const edge of this.edges.get({ filter: (each) => each.line === "struck" })) {
      const at = this.middle(edge.id);
      if (!at) continue;
      ctx.beginPath();
      ctx.moveTo(at.x - 6, at.y + 6);
      ctx.lineTo(at.x + 6, at.y - 6);
      ctx.moveTo(at.x - 6, at.y - 6);
      ctx.lineTo(at.x + 6, at.y + 6);
      ctx.lineWidth = 1.6;
      ctx.strokeStyle = this.ink.muted;
      ctx.stroke();
    }
    const shown = new Set([this.chosen, this.hovered].filter((id) => this.edges.get(id)));
    if (this.nodes.get(this.chosen)) {
      const near = this.network.getConnectedEdges(this.chosen);
      // "takes part in" goes without saying between a person and a meeting.
      const telling = !this.near() ? [] : near.filter((id) => this.edges.get(id).kind !== "PARTICIPATED_IN");
      if (telling.length <= 14) telling.forEach((id) => shown.add(id));
    }
    const taken = []; // a phrase is left out where it would run into another that says the same
    for (const id of shown) {
      const edge = this.edges.get(id);
      const at = this.middle(id);
      if (!at) continue;
      const text = edge.count > 1 ? `${edge.phrase} (${edge.count})` : edge.phrase;
      const asked = id === this.chosen || id === this.hovered;
      if (!asked && taken.some((other) => other.text === text && Math.abs(other.x - at.x) < 60 && Math.abs(other.y - at.y) < 16)) continue;
      taken.push({ text, ...at });
      write(ctx, text, at.x, at.y, `500 12.5px ${SANS}`, this.ink.ink, this.ink.paper);
    }
  }

  context() {
    return this.canvas.querySelector("canvas").getContext("2d");
  }

  /** The camera that shows all nodes with their names, `lift` pixels above the lower edge. */
  extent(lift = 0) {
    const ctx = this.context();
    const edges = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const node of this.nodes.get()) {
      const { x, y } = this.network.getPosition(node.id);
      const { box } = this.size(ctx, node);
      const room = node.zone === "main" ? 0 : 1;
      edges.left = Math.min(edges.left, x + box.left - BORDER * room);
      edges.right = Math.max(edges.right, x + box.right + BORDER * room);
      edges.top = Math.min(edges.top, y + box.top - HEADING * room);
      edges.bottom = Math.max(edges.bottom, y + box.bottom + FOOT * room);
    }
    const [w, h] = [this.canvas.clientWidth - 12, this.canvas.clientHeight - 12 - lift];
    const scale = Math.min(w / (edges.right - edges.left), h / (edges.bottom - edges.top), 1.3);
    return { x: (edges.left + edges.right) / 2, y: (edges.top + edges.bottom) / 2 + lift / 2 / scale, scale };
  }

  /** Would the tools lie on a node if the camera were here? */
  underTools({ x, y, scale }) {
    const [tools, canvas] = [this.tools, this.canvas].map((each) => each.getBoundingClientRect());
    const ctx = this.context();
    return this.nodes.get().some((node) => {
      const at = this.network.getPosition(node.id);
      const { box } = this.size(ctx, node);
      const [across, down] = [canvas.left + canvas.width / 2 + (at.x - x) * scale, canvas.top + canvas.height / 2 + (at.y - y) * scale];
      return across + box.left * scale < tools.right && across + box.right * scale > tools.left
        && down + box.top * scale < tools.bottom && down + box.bottom * scale > tools.top;
    });
  }

  // ---- camera -------------------------------------------------------------------------------------

  startCamera() {
    if (!this.takeCamera(cameraInAddress(), true)) this.fit();
  }

  /** Look where a link looks; `opening` says that there is no view yet that could stay. */
  takeCamera(text, opening = false) {
    const [across, down, scale, ...id] = text.split(",");
    const at = { x: Number(across), y: Number(down) };
    const wide = Number(scale);
    if (![at.x, at.y, wide].every(Number.isFinite) || !(wide > 0)) return false;
    const anchor = id.join(",");
    if (anchor) {
      const here = this.nodes.get(anchor);
      if (!here && !opening) return false;
      // What it was measured from isn't drawn any more: look at what is chosen, else at everything.
      const from = here ? this.network.getPosition(anchor) : this.middle(wanted);
      if (!from) return false;
      [at.x, at.y] = here ? [at.x + from.x, at.y + from.y] : [from.x, from.y];
    }
    this.network.moveTo({ position: at, scale: clamp(wide) });
    this.moved = true;
    if (anchor && !this.nodes.get(anchor)) this.noteCamera();
    else setCamera(text);
    return true;
  }

  /**
   * Write the camera into the address: where the middle of the view is, as seen from a node that is
   * in it. Places depend on what was on the screen before; seen from a node, a link shows the same
   * thing in the same place of the view, whatever stands around it.
   */
  noteCamera(after = 150) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      const { x, y } = this.network.getViewPosition();
      const anchor = this.anchor(x, y);
      const from = anchor ? this.network.getPosition(anchor) : { x: 0, y: 0 };
      const parts = [Math.round(x - from.x), Math.round(y - from.y), this.network.getScale().toFixed(3)];
      setCamera([...parts, ...(anchor ? [anchor] : [])].join(","));
    }, after);
  }

  /** The chosen node if it is in the view, else the node nearest to the middle. */
  anchor(x, y) {
    const places = this.network.getPositions();
    const scale = this.network.getScale();
    const chosen = places[this.chosen];
    const [w, h] = [this.canvas.clientWidth / 2 / scale, this.canvas.clientHeight / 2 / scale];
    if (chosen && Math.abs(chosen.x - x) < w && Math.abs(chosen.y - y) < h) return this.chosen;
    let [nearest, least] = ["", Infinity];
    for (const [id, at] of Object.entries(places)) {
      const far = Math.hypot(at.x - x, at.y - y);
      if (far < least) [nearest, least] = [id, far];
    }
    return nearest;
  }

  fit(asked = false) {
    if (!this.nodes.length) return;
    const whole = this.extent();
    const { x, y, scale } = this.underTools(whole) ? this.extent(46) : whole;
    this.network.moveTo({
      position: { x, y },
      scale: clamp(scale),
      animation: asked && !still() ? { duration: 250 } : false,
    });
    if (asked) {
      this.moved = true;
      this.noteCamera(400);
    }
  }

  zoom(by) {
    this.network.moveTo({ scale: clamp(this.network.getScale() * by) });
    this.moved = true;
    this.noteCamera();
  }

  /** Everything to the places of a fresh picture, and all of it in view: as a new link shows it. */
  tidy() {
    this.nodes.update(this.nodes.get().map(({ id, home }) => ({ id, ...home })));
    clearTimeout(this.waiting);
    this.moved = false;
    dropCamera();
    this.fit();
    this.send({ do: "tidy" });
  }

  // ---- the reader ---------------------------------------------------------------------------------

  listen() {
    const { network } = this;
    network.on("beforeDrawing", (ctx) => this.headings(ctx));
    network.on("afterDrawing", (ctx) => {
      this.phrases(ctx);
      this.farNames(ctx);
      globalThis.readout.painted = performance.now();
    });
    network.on("click", ({ nodes, edges, pointer }) => {
      const id = nodes[0] ?? edges[0];
      if (!id) return;
      const node = this.nodes.get(nodes[0] ?? "");
      if (node?.more && this.onMore(node, pointer.canvas)) return this.send({ do: "expand", id });
      this.choose(id, true);
      this.send({ do: "choose", id });
    });
    network.on("doubleClick", ({ nodes }) => {
      const node = this.nodes.get(nodes[0] ?? "");
      if (node) this.send({ do: node.more ? "expand" : "collapse", id: node.id });
    });
    network.on("dragEnd", ({ nodes }) => {
      if (nodes.length) {
        const at = network.getPosition(nodes[0]);
        this.nodes.update({ id: nodes[0], ...at });
        if (this.moved) this.noteCamera();
      } else {
        this.moved = true;
        this.noteCamera();
      }
    });
    network.on("zoom", () => {
      this.moved = true;
      const scale = network.getScale();
      if (scale !== clamp(scale)) network.moveTo({ scale: clamp(scale) });
      this.noteCamera();
    });
    network.on("hoverNode", ({ node, event }) => this.hover(node, event));
    network.on("hoverEdge", ({ edge, event }) => this.hover(edge, event));
    network.on("blurNode", () => this.hover(""));
    network.on("blurEdge", () => this.hover(""));
    network.on("dragStart", () => this.hover(""));
    // The wheel scrolls the page until the picture was clicked; with Ctrl, or two fingers, it zooms.
    this.canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !this.canvas.contains(document.activeElement)) event.stopPropagation();
    }, { capture: true });
    this.canvas.addEventListener("keyup", () => {
      this.moved = true;
      this.noteCamera();
    });
    this.back = () => this.takeCamera(cameraInAddress());
    addEventListener("popstate", this.back);
    this.keeping = setInterval(keepCamera, 300);
    this.watching = new ResizeObserver(() => !this.moved && this.fit());
    this.watching.observe(this.canvas);
  }

  onMore(node, at) {
    const size = this.sizes.get(node.id);
    const here = this.network.getPosition(node.id);
    const [right, bottom] = [size.width / 2 - 8, size.height / 2 - 14];
    return at.x > here.x + right && at.y > here.y + bottom;
  }

  hover(id, event) {
    this.hovered = id;
    this.canvas.style.cursor = id ? "pointer" : "";
    this.tip.hidden = true;
    if (id && event) this.explain(id, event);
    this.network.redraw();
  }

  explain(id, event) {
    const node = this.nodes.get(id);
    const edge = this.edges.get(id);
    const said = node
      ? [node.label, [node.word, node.status, node.under].filter(Boolean).join(" · "),
        node.said ? `${node.said} more said about it, not drawn` : "",
        node.more ? `${node.more} more neighbours: double-click draws them` : "",
        node.checked === false ? UNCHECKED : ""]
      : [`${this.nodes.get(edge.from)?.label} ${edge.phrase} ${this.nodes.get(edge.to)?.label}`, edge.status,
        edge.checked === false ? UNCHECKED : "", "Click to read the words behind it"];
    this.tip.replaceChildren(...said.filter(Boolean).map((text) => {
      const line = make("div", "");
      line.textContent = text;
      return line;
    }));
    this.tip.hidden = false;
    const frame = this.frame.getBoundingClientRect();
    const at = { x: event.clientX - frame.left, y: event.clientY - frame.top };
    const [w, h] = [this.tip.offsetWidth, this.tip.offsetHeight];
    this.tip.style.left = `${at.x + 14 + w > frame.width ? Math.max(4, at.x - w - 10) : at.x + 14}px`;
    this.tip.style.top = `${at.y + 16 + h > frame.height ? Math.max(4, at.y - h - 10) : at.y + 16}px`;
  }
}

/** Bring `held` to `wanted` by what differs. */
function differ(held, wanted, change) {
  drop(held, wanted);
  held.update(wanted.map((each) => change(each, held.get(each.id))));
}

function drop(held, wanted) {
  const ids = new Set(wanted.map((each) => each.id));
  held.remove(held.getIds().filter((id) => !ids.has(id)));
}

function make(tag, look) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  return element;
}

const clamp = (scale) => Math.min(LARGEST, Math.max(SMALLEST, scale));
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
