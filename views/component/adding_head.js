// What stands above a text and its cards: its name, how far the checking is, what can be done with
// all of it, questions that somebody should answer, and the news that it brought.

import { button, link, make, own, text } from "./adding_parts.js";

const SHARES = [95, 90, 80, 70, 50];

export function headOf(state) {
  const { data } = state;
  const parts = [titleOf(state), toolsOf(state)];
  for (const note of data.notes) parts.push(text("p", `note ${note.look}`, note.words));
  if (state.open === "details") parts.push(state.details ??= detailsOf(state));
  else state.details = undefined;
  if (state.open === "leaving") parts.push(removalOf(state));
  if (data.newsHead) parts.push(newsOf(state));
  if (data.questions.length) parts.push(questionsOf(state));
  return parts;
}

function titleOf(state) {
  const { data } = state;
  const line = make("div", "title");
  const about = make("p", "about");
  about.append(own(data.publisher), " · ", data.published);
  if (data.basis) about.append(" · ", data.basis);
  if (data.address) about.append(" · ", link("Open the source", data.address));
  const names = make("div", "names");
  names.append(text("h2", "", own(data.title)), about);
  line.append(names);
  const links = make("div", "links");
  for (const [words, which] of [["Correct title and date", "details"], ["Remove this text", "leaving"]]) {
    links.append(
      button(words, "quiet", () => toggle(state, which), {
        "data-name": which,
        "aria-expanded": String(state.open === which),
      }),
    );
  }
  line.append(links);
  return line;
}

function toggle(state, which) {
  state.open = state.open === which ? "" : which;
  state.head.replaceChildren(...headOf(state));
  const box = state.head.querySelector(`.${which}`) ?? state.head;
  (box.querySelector("input, .keep") ?? state.head.querySelector(`[data-name="${which}"]`)).focus();
}

function detailsOf(state) {
  const { about } = state.data;
  const form = make("form", "details", { "aria-label": "Correct title and date" });
  const fields = [
    ["title", "Title", "text"],
    ["publisher", "Publisher", "text"],
    ["published", "Date of publication", "date"],
  ].map(([name, words, type]) => {
    const label = text("label", type === "text" ? "wide" : "", words);
    const input = make("input", "", { type, name });
    input.value = about[name];
    label.append(input);
    form.append(label);
    return input;
  });
  const save = button("Save", "accept", () => {});
  save.type = "submit";
  form.append(save, button("Cancel", "", () => toggle(state, "details")));
  form.addEventListener("keydown", (event) => event.key === "Escape" && toggle(state, "details"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    state.open = "";
    state.send({ do: "about", values: Object.fromEntries(fields.map((each) => [each.name, each.value])) });
  });
  return form;
}

function removalOf(state) {
  const box = make("div", "leaving", { role: "group", "aria-label": "Remove this text" });
  box.append(
    text("p", "", state.data.removal),
    button("Remove it", "danger", () => {
      state.open = "";
      state.send({ do: "remove" });
    }),
    button("Keep it", "keep", () => toggle(state, "leaving")),
  );
  return box;
}

function toolsOf(state) {
  const { data } = state;
  const bar = make("div", "tools", { role: "group", "aria-label": "All finds" });
  bar.append(text("p", "progress", data.progress));
  const open = data.cards.filter((card) => !card.verdict);
  if (open.length) bar.append(...acceptAllOf(state, open));
  if (data.undo) {
    bar.append(button(`Undo: ${data.undo}`, "quiet", () => state.send({ do: "back" }), { "data-name": "back" }));
  }
  bar.append(button("Add something missed", "", () => state.addMissed(), { "data-name": "missed" }));
  if (data.shown) bar.append(button("See it in the network", "go", () => state.send({ do: "see" }), { "data-name": "see" }));
  return bar;
}

// Only what is measured can be above a precision: the rest waits for a look at each.
function acceptAllOf(state, open) {
  const measured = open.filter((card) => card.precision !== null);
  if (!measured.length) return [];
  const count = (share) => measured.filter((card) => card.precision >= share).length;
  state.share ??= SHARES.find((share) => count(share)) ?? SHARES[0];
  const label = make("label", "share");
  const list = make("select", "", { "data-name": "share" });
  for (const share of SHARES) {
    const option = text("option", "", `${share} %`);
    option.value = String(share);
    option.selected = share === state.share;
    list.append(option);
  }
  const accept = button("", "accept", () => state.send({ do: "accept all", share: state.share }), { "data-name": "accept all" });
  const word = () => {
    const number = count(state.share);
    accept.textContent = `Accept ${number} ${number === 1 ? "find" : "finds"}`;
    accept.disabled = !number;
  };
  list.addEventListener("change", () => {
    state.share = Number(list.value);
    word();
  });
  word();
  label.append("found by rules that are right in at least", list);
  const group = make("span", "accept-all");
  group.append(accept, label);
  return [group];
}

// ---- questions ----------------------------------------------------------------------------------

function questionsOf(state) {
  const box = make("section", "questions", { "aria-label": "Questions" });
  for (const each of state.data.questions) {
    const one = make("div", "question");
    one.append(text("h3", "", each.asked));
    if (each.reason) one.append(text("p", "reason", each.reason));
    const sides = make("div", "sides");
    for (const side of each.sides) {
      const quote = make("figure", "");
      quote.append(text("blockquote", "", side.quote), text("figcaption", "", own(side.from)));
      sides.append(quote);
    }
    one.append(sides, answersOf(state, each));
    box.append(one);
  }
  return box;
}

function answersOf(state, each) {
  const foot = make("footer", "");
  const press = (answer) => () => state.send({ do: "answer", id: each.id, answer });
  if (each.answer) {
    foot.append(
      text("span", "done", text("i", "sign", "✓"), each.answer),
      button("Undo", "quiet", press("undo"), { "data-name": `answer|${each.id}`, "aria-label": `Undo: ${each.asked} ${each.answer}` }),
    );
    return foot;
  }
  foot.append(
    button(each.yes, "accept", press("yes"), { "data-name": `answer|${each.id}`, "aria-label": `${each.asked} ${each.yes}` }),
    button(each.no, "", press("no"), { "aria-label": `${each.asked} ${each.no}` }),
  );
  return foot;
}

// ---- news ---------------------------------------------------------------------------------------

function newsOf(state) {
  const { news, newsHead } = state.data;
  if (!news.length) return text("p", "news", newsHead);
  const box = make("details", "news");
  box.open = state.newsOpen ?? false;
  box.addEventListener("toggle", () => (state.newsOpen = box.open));
  const list = make("ul", "");
  for (const [place, each] of news.entries()) {
    const item = make("li", "");
    item.append(
      each.link
        ? button(own(each.words), "goto", () => state.send({ do: "go", at_news: place }))
        : own(each.words),
    );
    list.append(item);
  }
  box.append(text("summary", "", newsHead), list);
  return box;
}
