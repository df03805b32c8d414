// An added text with everything that was found in it: the text at left, a card for each find at
// right, and above them what can be done with all of it. What is chosen, and a form that is open, are
// kept here; everything else comes with the data. Text is only ever set as text.

import { cardOf } from "./adding_cards.js";
import { openForm } from "./adding_form.js";
import { button, make } from "./adding_parts.js";
import { headOf } from "./adding_head.js";

const drawn = new WeakMap();

export function draw(given) {
  const { parentElement, data } = given;
  let state = drawn.get(parentElement);
  if (!state) {
    state = { chosen: -1, sent: 0 };
    build(state, parentElement);
    drawn.set(parentElement, state);
  }
  state.send = (act) => {
    state.sent = Date.now();
    state.root.setAttribute("aria-busy", "true");
    given.setStateValue("act", { ...act, at: state.sent });
  };
  const text = JSON.stringify(data);
  if (text === state.text) return;
  const other = state.data?.subject !== data.subject;
  state.text = text;
  state.data = data;
  refresh(state, other);
}

export function remove(given) {
  const state = drawn.get(given.parentElement);
  if (!state) return;
  document.removeEventListener("selectionchange", state.selected);
  state.root.remove();
  drawn.delete(given.parentElement);
}

function build(state, parent) {
  state.root = make("div", "adding");
  state.head = make("header", "top");
  state.said = make("p", "unseen", { role: "status" });
  state.article = make("div", "text", { role: "region", "aria-label": "The text", tabindex: "0" });
  state.cards = make("div", "cards", { role: "region", "aria-label": "What was found" });
  state.missed = button("Add something missed", "missed", () => addMissed(state));
  state.missed.hidden = true;
  const left = make("div", "left");
  left.append(legend(), state.article, state.missed);
  const both = make("div", "both");
  both.append(left, state.cards);
  state.root.append(state.head, state.said, both);
  parent.append(state.root);
  state.selected = () => followSelection(state);
  document.addEventListener("selectionchange", state.selected);
  // A press on the button must not take the selection away that it is about.
  state.missed.addEventListener("pointerdown", (event) => event.preventDefault());
  state.choose = (index, scroll) => choose(state, index, scroll);
  state.correct = (card) => correct(state, card);
  state.cancel = () => closeForm(state, true);
  state.decide = (act, card) => decide(state, act, card);
  state.addMissed = () => addMissed(state);
}

function legend() {
  const list = make("ul", "key", { "aria-label": "How finds are marked" });
  const kinds = [
    ["meeting", "Call or meeting"],
    ["agreement", "Agreement or pledge"],
    ["said", "What was said"],
  ];
  for (const [kind, words] of kinds) {
    const item = make("li", "");
    item.append(make("i", `stroke ${kind}`), words);
    list.append(item);
  }
  return list;
}

function refresh(state, other) {
  const { data, root } = state;
  root.removeAttribute("aria-busy");
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.dataset?.name;
  const places = [state.article.scrollTop, state.cards.scrollTop];
  if (other) {
    state.chosen = data.cards.length ? Math.max(0, data.cards.findIndex((card) => card.id === data.chosen)) : -1;
    state.form = null;
    state.open = "";
  } else {
    const id = state.chosenId;
    state.chosen = data.cards.findIndex((card) => card.id === id);
    if (state.chosen < 0 && data.cards.length) state.chosen = Math.min(state.place ?? 0, data.cards.length - 1);
  }
  const answered = data.answer && data.answer.to === state.sent;
  if (answered && state.form?.saving === state.sent) {
    if (data.answer.fault) state.form.fail(data.answer.fault);
    else {
      const index = data.cards.findIndex((card) => card.id === data.answer.id);
      state.form = null;
      if (index >= 0) state.chosen = index;
    }
  }
  if (state.form && state.form.id && !data.cards.some((card) => card.id === state.form.id)) state.form = null;
  state.head.replaceChildren(...headOf(state));
  drawArticle(state);
  drawCards(state);
  say(state, data.say ?? "");
  mark(state);
  [state.article.scrollTop, state.cards.scrollTop] = other ? [0, 0] : places;
  if (answered && state.next !== undefined) {
    const next = state.next;
    state.next = undefined;
    moveOn(state, next);
  } else if (answered && data.answer.id && !data.answer.fault) {
    choose(state, state.chosen, "both");
    if (focused) focusOn(state, `choose|${data.answer.id}`);
  } else if (focused?.isConnected) focused.focus({ preventScroll: true });
  else if (name) focusOn(state, name) || focusOn(state, `choose|${state.chosenId}`);
  if (other && state.chosen >= 0) choose(state, state.chosen, "article");
}

function say(state, words) {
  if (state.said.textContent !== words) state.said.textContent = words;
}

function focusOn(state, name) {
  const found = [...state.root.querySelectorAll("[data-name]")].find((each) => each.dataset.name === name);
  found?.focus({ preventScroll: true });
  return Boolean(found);
}

// ---- the text -----------------------------------------------------------------------------------

function drawArticle(state) {
  const { pieces, cards } = state.data;
  const key = JSON.stringify([pieces, cards.map((card) => card.verdict)]);
  if (key === state.articleText) return;
  state.articleText = key;
  state.article.replaceChildren(
    ...pieces.map(({ text, start, over }) => {
      if (!over.length) return document.createTextNode(text);
      const kinds = [...new Set(over.map(([index]) => cards[index].kind))];
      const settled = over.every(([index]) => cards[index].verdict === "rejected");
      const looks = [...kinds, over.some(([, trigger]) => trigger) ? "trigger" : "", settled ? "settled" : ""];
      const piece = make("mark", looks.join(" ").trim(), {
        tabindex: "0",
        role: "button",
        "data-start": String(start),
        "aria-label": `${text}: ${over.map(([index]) => cards[index].label).join("; ")}`,
      });
      piece.textContent = text;
      piece.over = over.map(([index]) => index);
      piece.addEventListener("click", () => pressMark(state, piece));
      piece.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        pressMark(state, piece);
      });
      return piece;
    }),
  );
}

// The narrowest find first; a further press leads to the next one of those that overlap here.
function pressMark(state, piece) {
  if (!document.getSelection().isCollapsed) return;
  const at = piece.over.indexOf(state.chosen);
  choose(state, piece.over[(at + 1) % piece.over.length], "cards");
}

function mark(state) {
  for (const piece of state.article.querySelectorAll("mark")) {
    const on = piece.over.includes(state.chosen);
    piece.classList.toggle("chosen", on);
    piece.setAttribute("aria-pressed", String(on));
  }
  for (const card of state.cards.querySelectorAll("article[data-index]")) {
    const on = Number(card.dataset.index) === state.chosen;
    card.classList.toggle("chosen", on);
    card.querySelector(".choose")?.setAttribute("aria-expanded", String(on));
  }
}

// ---- the cards ----------------------------------------------------------------------------------

function drawCards(state) {
  const { cards } = state.data;
  const made = cards.map((card, index) => cardOf(state, card, index));
  if (state.form && !state.form.id) made.unshift(state.form.element);
  if (!cards.length && !state.form) {
    const nothing = make("p", "nothing");
    nothing.append(state.data.nothing);
    made.push(nothing);
  }
  made.push(make("div", "room"));
  state.cards.replaceChildren(...made);
}

function choose(state, index, scroll) {
  state.chosen = index;
  state.place = index;
  state.chosenId = state.data.cards[index]?.id;
  mark(state);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  if (scroll === "cards" || scroll === "both") {
    const card = state.cards.querySelector(`article[data-index="${index}"]`);
    if (card) state.cards.scrollTo({ top: card.offsetTop - 8, behavior: calm });
  }
  if (scroll === "article" || scroll === "both") {
    const first =
      state.article.querySelector("mark.chosen.trigger") ?? state.article.querySelector("mark.chosen");
    if (!first) return;
    const [top, height] = [first.offsetTop, state.article.clientHeight];
    const seen = top > state.article.scrollTop + 20 && top < state.article.scrollTop + height - 60;
    if (!seen) state.article.scrollTo({ top: top - height / 3, behavior: calm });
  }
}

function decide(state, act, card) {
  const { cards } = state.data;
  const index = cards.indexOf(card);
  if (act === "accept" || act === "reject") {
    const open = (each) => each.verdict === "" && each !== card;
    const after = cards.findIndex((each, at) => at > index && open(each));
    state.next = { id: after >= 0 ? cards[after].id : card.id, act };
  }
  state.send({ do: act, id: card.id });
}

// On to the next find that nobody has checked; the focus goes along to the same button of its card.
function moveOn(state, { id, act }) {
  const index = state.data.cards.findIndex((card) => card.id === id);
  if (index < 0) return;
  choose(state, index, "both");
  focusOn(state, `${act}|${id}`) || focusOn(state, `undo|${id}`) || focusOn(state, `choose|${id}`);
}

// ---- forms and marked words ---------------------------------------------------------------------

function correct(state, card) {
  state.form = openForm(state, card);
  drawCards(state);
  choose(state, state.data.cards.indexOf(card), "both");
  state.form.focus();
}

function closeForm(state, back) {
  const { id } = state.form ?? {};
  state.form = null;
  drawCards(state);
  mark(state);
  if (back) focusOn(state, id ? `correct|${id}` : "missed") || state.article.focus({ preventScroll: true });
}

function addMissed(state) {
  const words = state.marked;
  state.form = openForm(state, null, words);
  state.missed.hidden = true;
  drawCards(state);
  state.cards.scrollTo({ top: 0 });
  state.form.focus();
}

// Where the marked words stand, in code points: the text consists of nothing but its own pieces.
function followSelection(state) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return forget(state);
  const range = selection.getRangeAt(0);
  const inside = [range.startContainer, range.endContainer].every((each) => state.article.contains(each));
  const words = range.toString();
  if (!inside || !words.trim()) {
    if (!inside && !state.root.contains(range.startContainer)) forget(state);
    return;
  }
  const before = document.createRange();
  before.setStart(state.article, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const start = Array.from(before.toString()).length;
  state.marked = { words, start, end: start + Array.from(words).length };
  state.form?.marked();
  if (state.form) return;
  const box = range.getBoundingClientRect();
  const frame = state.article.parentElement.getBoundingClientRect();
  state.missed.hidden = false;
  const left = Math.min(Math.max(box.left - frame.left, 4), frame.width - state.missed.offsetWidth - 14);
  const below = box.bottom - frame.top + 6;
  const room = below + 40 < frame.height;
  state.missed.style.left = `${left}px`;
  state.missed.style.top = `${room ? below : Math.max(4, box.top - frame.top - 40)}px`;
}

// In a form, the last marked words stay at hand: a press into a field takes the selection away.
function forget(state) {
  state.missed.hidden = true;
  if (!state.form) state.marked = undefined;
}
