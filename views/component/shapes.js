// Draws one node on the canvas. Sizes are in units of the layout: pixels at scale 1. graph/room.py
// knows the room that is drawn here (test_layout_knows_how_large_nodes_are_drawn).

export const SANS = '"Source Sans", system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
export const SERIF = '"Source Serif", Charter, Georgia, serif';
const NAME = `600 15px ${SANS}`;
const SMALL = `400 12.5px ${SANS}`;
const SAID = `italic 400 14px ${SERIF}`;
const TERMS = `500 14px ${SANS}`;
const BADGE = `600 11px ${SANS}`;
export const DASHES = { dashed: [7, 5], dotted: [1.5, 4.5] };

/** Measure a node once: how its text breaks, how large it is; `box` is that with its name. */
export function measure(ctx, node) {
  const look = LOOKS[node.shape] ?? LOOKS.dot;
  return { look, ...look.measure(ctx, node) };
}

function lines(ctx, text, font, width, most) {
  ctx.font = font;
  const found = [];
  let line = "";
  const words = String(text ?? "").split(/\s+/).filter(Boolean);
  for (let word of words) {
    while (ctx.measureText(word).width > width && word.length > 8) {
      // A word that no line holds is broken: names come from anywhere.
      const cut = Math.max(4, Math.floor((word.length * width) / ctx.measureText(word).width) - 1);
      if (line) found.push(line);
      line = "";
      found.push(word.slice(0, cut));
      word = word.slice(cut);
    }
    const longer = line ? `${line} ${word}` : word;
    if (ctx.measureText(longer).width <= width || !line) line = longer;
    else {
      found.push(line);
      line = word;
    }
  }
  if (line) found.push(line);
  if (found.length <= most) return found;
  let last = found[most - 1];
  while (last && ctx.measureText(`${last} …`).width > width) last = last.replace(/\s*\S+$/, "");
  return [...found.slice(0, most - 1), last.endsWith("…") ? last : `${last} …`];
}

const widest = (ctx, font, texts) => {
  ctx.font = font;
  return Math.max(0, ...texts.map((text) => ctx.measureText(text).width));
};

// ---- a sign with its name under it --------------------------------------------------------------

function sign(path, radius, font = NAME, width = 106, most = 3) {
  return {
    measure(ctx, node) {
      const r = typeof radius === "function" ? radius(node) : radius;
      const caption = lines(ctx, node.label, font, width, most);
      const under = node.under ? lines(ctx, node.under, SMALL, width, 2) : [];
      const textWidth = Math.max(widest(ctx, font, caption), widest(ctx, SMALL, under));
      const textHeight = caption.length * 17 + under.length * 15;
      return {
        r, caption, under, font, path,
        width: 2 * r, height: 2 * r, inset: 0.29 * r,
        box: { left: -Math.max(r, textWidth / 2), right: Math.max(r, textWidth / 2), top: -r, bottom: r + 8 + textHeight },
      };
    },
    draw(ctx, node, size, x, y, ink, state) {
      if (state.chosen || state.hover) halo(ctx, () => path(ctx, x, y, size.r + 6), state, ink);
      path(ctx, x, y, size.r);
      ctx.fillStyle = ink.colour;
      if (node.line === "dashed" || node.line === "dotted") {
        ctx.fillStyle = ink.paper;
        ctx.fill();
        outline(ctx, node.line, ink.colour, 2);
      } else {
        ctx.fill();
        ctx.lineWidth = 2;
        ctx.strokeStyle = ink.paper;
        ctx.stroke();
      }
      if (node.kind === "Person") {
        write(ctx, initials(node.label), x, y + 0.5, `600 ${Math.round(size.r * 0.72)}px ${SANS}`, ink.paper);
      }
      if (node.line === "struck") strike(ctx, x, y, size.r, size.r, ink.colour);
    },
    text(ctx, node, size, x, y, ink) {
      let at = y + size.r + 15;
      for (const line of size.caption) {
        write(ctx, line, x, at, size.font, ink.ink, ink.paper);
        at += 17;
      }
      for (const line of size.under) {
        write(ctx, line, x, at - 1, SMALL, ink.muted, ink.paper);
        at += 15;
      }
    },
  };
}

// ---- a box with its text inside -------------------------------------------------------------------

function box(font, corner, width, most) {
  return {
    measure(ctx, node) {
      const caption = lines(ctx, node.label, font, width, most);
      const more = node.kind === "Meeting" ? [node.line === "solid" ? "" : node.status, node.under] : [];
      const under = more.filter(Boolean).flatMap((text) => lines(ctx, text, SMALL, width, 2));
      const w = Math.max(widest(ctx, font, caption), widest(ctx, SMALL, under)) + 22;
      const h = caption.length * 18 + under.length * 15 + 14;
      return {
        caption, under, font, corner, width: w, height: h, inset: 0.29 * Math.min(corner, h / 2),
        box: { left: -w / 2, right: w / 2, top: -h / 2 - (node.said ? 14 : 0), bottom: h / 2 },
      };
    },
    draw(ctx, node, size, x, y, ink, state) {
      const [w, h] = [size.width, size.height];
      const path = (grow) => {
        ctx.beginPath();
        ctx.roundRect(x - w / 2 - grow, y - h / 2 - grow, w + 2 * grow, h + 2 * grow, Math.min(corner, h / 2) + grow);
      };
      if (state.chosen || state.hover) halo(ctx, () => path(5), state, ink);
      path(0);
      ctx.fillStyle = ink.paper;
      ctx.fill();
      ctx.globalAlpha *= 0.1;
      ctx.fillStyle = ink.colour;
      ctx.fill();
      ctx.globalAlpha /= 0.1;
      outline(ctx, node.line, ink.colour, node.line === "solid" ? 1.8 : 1.6);
      if (node.line === "struck") strike(ctx, x, y, w / 2, h / 2, ink.colour);
    },
    text(ctx, node, size, x, y, ink) {
      let at = y - size.height / 2 + 16;
      for (const line of size.caption) {
        write(ctx, line, x, at, size.font, ink.ink);
        at += 18;
      }
      for (const line of size.under) {
        write(ctx, line, x, at - 2, SMALL, ink.muted);
        at += 15;
      }
    },
  };
}

// ---- shapes -----------------------------------------------------------------------------------------

const polygon = (points) => (ctx, x, y, r) => {
  ctx.beginPath();
  points.forEach(([px, py], i) => (i ? ctx.lineTo(x + px * r, y + py * r) : ctx.moveTo(x + px * r, y + py * r)));
  ctx.closePath();
};
const around = (sides, turn) =>
  Array.from({ length: sides }, (_, i) => [
    Math.cos(turn + (i * 2 * Math.PI) / sides),
    Math.sin(turn + (i * 2 * Math.PI) / sides),
  ]);
const disc = (ctx, x, y, r) => {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
};
const star = Array.from({ length: 10 }, (_, i) => {
  const [r, turn] = [i % 2 ? 0.45 : 1.1, -Math.PI / 2 + (i * Math.PI) / 5];
  return [r * Math.cos(turn), r * Math.sin(turn)];
});
const square = [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]];
const person = (node) => 15 + Math.min(9, 1.6 * Math.sqrt(node.degree ?? 0));

const LOOKS = {
  dot: sign(disc, person),
  square: sign(polygon(square), 13),
  hexagon: sign(polygon(around(6, 0)), 15),
  triangle: sign(polygon(around(3, -Math.PI / 2)), 15),
  triangleDown: sign(polygon(around(3, Math.PI / 2)), 15),
  star: sign(polygon(star), 15),
  diamond: sign(polygon(around(4, 0)), 12, TERMS, 124, 3),
  box: box(NAME, 7, 120, 2),
  ellipse: box(SAID, 20, 130, 3),
};

function initials(name) {
  const words = String(name).split(/[\s-]+/).filter((word) => /\p{L}/u.test(word));
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...word][0].toUpperCase()).join("");
}

function halo(ctx, path, state, ink) {
  path();
  ctx.fillStyle = ink.marker;
  ctx.globalAlpha *= state.chosen ? 1 : 0.55;
  ctx.fill();
  ctx.globalAlpha /= state.chosen ? 1 : 0.55;
}

function outline(ctx, line, colour, width) {
  ctx.setLineDash(DASHES[line] ?? []);
  ctx.lineCap = line === "dotted" ? "round" : "butt";
  ctx.lineWidth = line === "dotted" ? width + 0.6 : width;
  ctx.strokeStyle = colour;
  ctx.stroke();
  ctx.setLineDash([]);
}

function strike(ctx, x, y, w, h, colour) {
  ctx.beginPath();
  ctx.moveTo(x - w, y + h);
  ctx.lineTo(x + w, y - h);
  ctx.lineWidth = 1.6;
  ctx.strokeStyle = colour;
  ctx.stroke();
}

export function write(ctx, text, x, y, font, colour, around) {
  ctx.font = font;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  if (around) {
    ctx.lineJoin = "round";
    ctx.lineWidth = 0.3 * (parseFloat(font.match(/([\d.]+)px/)?.[1]) || 13);
    ctx.strokeStyle = around;
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

/** Counts that a node carries: what was said of it, neighbours that are not drawn. */
export function badges(ctx, node, size, x, y, ink) {
  const [top, right] = [y - size.height / 2, x + size.width / 2];
  if (node.said && node.kind === "Meeting") {
    const text = `${node.said} ${node.said === 1 ? "statement" : "statements"}`;
    ctx.font = BADGE;
    const w = ctx.measureText(text).width + 12;
    const end = right + (node.checked === false ? -9 : 14); // it leaves the corner to the hollow badge
    pill(ctx, end - w, top - 13, w, 16, ink.badge);
    write(ctx, text, end - w / 2, top - 4.5, BADGE, ink.onBadge);
  }
  if (node.more) {
    const text = `+${node.more}`;
    ctx.font = BADGE;
    write(ctx, text, right + 4 + ctx.measureText(text).width / 2, y + size.height / 2 - 5, BADGE, ink.muted, ink.paper);
  }
}

/** The hollow badge at the upper right corner of what software found and nobody has checked. */
export function hollow(ctx, size, x, y, ink, scale) {
  const grown = Math.max(1, 0.55 / scale); // seen from afar it stays as large as it is at 0.55
  const [across, up] = [x + size.width / 2 - size.inset, y - size.height / 2 + size.inset];
  disc(ctx, across, up, 8.5 * grown);
  ctx.fillStyle = ink.paper;
  ctx.fill();
  disc(ctx, across, up, 6 * grown);
  ctx.lineWidth = 2.6 * grown;
  ctx.strokeStyle = ink.ink;
  ctx.stroke();
}

function pill(ctx, x, y, w, h, fill) {
  ctx.beginPath();
  ctx.roundRect(x, y, w, h, h / 2);
  ctx.fillStyle = fill;
  ctx.fill();
}
