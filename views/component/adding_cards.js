// The card of one find: what it says, the words that say it, and what a person can do about it.

import { button, make, own, text } from "./adding_parts.js";

export function cardOf(state, card, index) {
  const looks = ["card", card.kind, card.verdict && "checked", card.verdict];
  const element = make("article", looks.filter(Boolean).join(" "), {
    "data-index": String(index),
    "aria-label": card.label,
  });
  element.append(headOf(state, card, index));
  if (state.form?.id === card.id) {
    element.classList.add("open");
    element.append(state.form.element);
    return element;
  }
  if (card.says) element.append(text("p", "says", card.says));
  const body = make("div", "body");
  if (card.facts.length) body.append(factsOf(card));
  body.append(quoteOf(card));
  element.append(body, footOf(state, card));
  element.addEventListener("click", (event) => {
    if (event.target.closest("button, a") || !document.getSelection().isCollapsed) return;
    state.choose(index, "article");
  });
  return element;
}

function headOf(state, card, index) {
  const head = make("h3", "");
  const choose = button("", "choose", () => state.choose(index, "article"), {
    "data-name": `choose|${card.id}`,
  });
  const words = [text("b", "", card.head)];
  if (card.who) words.push(own(card.who));
  if (card.when) words.push(text("span", "", card.when));
  if (card.status) words.push(text("span", `status ${card.line}`, card.status));
  choose.append(make("i", `stroke ${card.kind}`), ...words);
  head.append(choose);
  return head;
}

function factsOf(card) {
  const list = make("dl", "");
  for (const [label, value, why] of card.facts) {
    const words = make("dd", "");
    words.append(own(value));
    if (why) words.append(text("span", "why", why));
    list.append(text("dt", "", label), words);
  }
  return list;
}

function quoteOf(card) {
  const [before, trigger, after] = card.quote;
  const quote = make("blockquote", "");
  quote.append(before);
  if (trigger) quote.append(text("mark", "", trigger));
  quote.append(after);
  return quote;
}

function footOf(state, card) {
  const foot = make("footer", "");
  if (card.verdict) {
    const sign = card.verdict === "rejected" ? "×" : "✓";
    foot.append(text("span", "done", make("i", "sign"), card.done));
    foot.querySelector(".sign").append(sign);
    if (card.verdict !== "rejected") foot.append(correctButton(state, card));
    foot.append(
      button("Undo", "quiet", () => state.decide("undo", card), {
        "data-name": `undo|${card.id}`,
        "aria-label": `Undo: ${card.label}`,
      }),
    );
    return foot;
  }
  const accept = button("Accept", "accept", () => state.decide("accept", card), {
    "data-name": `accept|${card.id}`,
    "aria-label": `Accept: ${card.label}`,
  });
  const reject = button("Reject", "", () => state.decide("reject", card), {
    "data-name": `reject|${card.id}`,
    "aria-label": `Reject: ${card.label}`,
  });
  const how = text("span", "how", card.how);
  foot.append(accept, correctButton(state, card), reject, how);
  return foot;
}

function correctButton(state, card) {
  return button("Correct", card.verdict ? "quiet" : "", () => state.correct(card), {
    "data-name": `correct|${card.id}`,
    "aria-label": `Correct: ${card.label}`,
  });
}
