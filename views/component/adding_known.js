// Everybody whom the tables or the graph know, sent once: [id, name, what they are, names as searched].

import { own, button, make, text } from "./adding_parts.js";

let known = [];
const FOUND = 8;
let pickers = 0;

export function draw({ data }) {
  known = data;
}

export function remove() {}

function fold(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function search(typed, first) {
  const words = fold(typed).split(" ").filter(Boolean);
  if (!words.length) return first.slice(0, FOUND);
  const fits = ([, , , names]) => words.every((word) => names.startsWith(word) || names.includes(` ${word}`));
  const ids = new Set();
  const found = [];
  for (const each of [...first, ...known]) {
    if (ids.has(each[0]) || !fits(each)) continue;
    ids.add(each[0]);
    found.push(each);
    if (found.length === FOUND) break;
  }
  return found;
}

// A field for several actors: names as chips, a list to choose from, and any new name.
// chosen: [{id, caption, about}], an id is "" for a new name. first: suggested before any typing.
export function pickerOf(label, chosen, first, change) {
  const id = `picker-${(pickers += 1)}`;
  const state = { chosen: [...chosen], at: -1, found: [] };
  const element = make("div", "picker");
  const chips = make("div", "chips");
  const list = make("ul", "found", { id, role: "listbox", "aria-label": label });
  const field = make("input", "", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": label,
    "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", placeholder: "Name",
  });
  list.hidden = true;
  const box = make("div", "box");
  box.append(chips, field);
  element.append(box, list);

  const show = () => {
    chips.replaceChildren(...state.chosen.map((each) => {
      const chip = button(own(each.caption), each.id ? "chip" : "chip new", () => drop(each), {
        "aria-label": `Remove ${each.caption}`, title: each.about || "A new name",
      });
      return chip;
    }));
  };
  const open = (on) => {
    list.hidden = !on || !list.children.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    if (!on) state.at = -1;
  };
  const mark = () => {
    [...list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === state.at)));
    if (state.at >= 0) field.setAttribute("aria-activedescendant", `${id}-${state.at}`);
    else field.removeAttribute("aria-activedescendant");
    list.children[state.at]?.scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    const typed = field.value.trim();
    const taken = new Set(state.chosen.map((each) => each.id).filter(Boolean));
    state.found = search(typed, first)
      .filter(([one]) => !taken.has(one))
      .map(([one, caption, about]) => ({ id: one, caption, about }));
    if (typed && !state.found.some((each) => fold(each.caption) === fold(typed))) {
      state.found.push({ id: "", caption: typed, about: "A new name" });
    }
    list.replaceChildren(...state.found.map((each, place) => {
      const row = make("li", "", { id: `${id}-${place}`, role: "option" });
      row.append(text("b", "", own(each.caption)), text("span", "", each.about));
      row.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        add(each);
      });
      return row;
    }));
    state.at = -1;
    mark();
  };
  const add = (each) => {
    const there = state.chosen.some((one) => (one.id && one.id === each.id) || one.caption === each.caption);
    if (!there) state.chosen.push(each);
    field.value = "";
    show();
    look();
    open(false);
    change?.();
  };
  const drop = (each) => {
    state.chosen = state.chosen.filter((one) => one !== each);
    show();
    field.focus();
    change?.();
  };
  field.addEventListener("input", () => {
    look();
    open(true);
  });
  // Not at once with the focus: the list would cover the fields below a form that was just opened.
  field.addEventListener("click", () => {
    look();
    open(true);
  });
  field.addEventListener("blur", () => setTimeout(() => open(false), 150));
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look();
      open(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      state.at = (state.at + step + state.found.length) % Math.max(1, state.found.length);
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const best = state.found[Math.max(0, state.at)];
      if (best && (state.at >= 0 || field.value.trim())) add(best);
    } else if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      open(false);
    } else if (event.key === "Backspace" && !field.value && state.chosen.length) drop(state.chosen.at(-1));
  });
  show();
  // What was typed and not chosen yet counts as a name, too: nothing that is written gets lost.
  const chosenNow = () => {
    const typed = field.value.trim();
    return typed ? [...state.chosen, { id: "", caption: typed }] : state.chosen;
  };
  return { element, field, get chosen() { return chosenNow(); } };
}
