// Choosing actors by name: a search field with suggestions. Python searches, so that accents, other
// spellings and small slips are forgiven in one place.

const drawn = new WeakMap();

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
  state.data = given.data;
  show(state);
}

export function remove(given) {
  drawn.get(given.parentElement)?.root.remove();
  drawn.delete(given.parentElement);
}

function build(parent) {
  const root = make("div", "actors");
  const state = { root, at: -1, chips: make("div", "chips"), list: make("ul", "found"), data: { chosen: [], found: [] } };
  const field = (state.field = make("input", ""));
  Object.assign(field, { type: "text", autocomplete: "off", spellcheck: false, placeholder: "People, countries, organisations" });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-label": "Actors", "aria-expanded": "false", "aria-controls": "found-actors", "aria-autocomplete": "list" })) {
    field.setAttribute(name, value);
  }
  state.list.id = "found-actors";
  state.list.setAttribute("role", "listbox");
  state.list.hidden = true;
  state.match = make("div", "match");
  const box = make("div", "box");
  box.append(state.chips, field);
  root.append(box, state.match, state.list);
  parent.append(root);

  let waiting = 0;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => state.send({ do: "type", text: field.value }), 120);
    open(state, true);
  });
  field.addEventListener("focus", () => open(state, true));
  field.addEventListener("blur", () => setTimeout(() => open(state, false), 150));
  field.addEventListener("keydown", (event) => {
    const found = state.data.found;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open(state, true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      state.at = (state.at + step + found.length) % Math.max(1, found.length);
      mark(state);
    } else if (event.key === "Enter" && found[Math.max(0, state.at)] && (state.at >= 0 || field.value)) {
      event.preventDefault();
      add(state, found[Math.max(0, state.at)].id);
    } else if (event.key === "Escape") open(state, false);
    else if (event.key === "Backspace" && !field.value && state.data.chosen.length) {
      drop(state, state.data.chosen.at(-1).id);
    }
  });
  return state;
}

function show(state) {
  const { chosen, found, together } = state.data;
  state.chips.replaceChildren(...chosen.map(({ id, caption }) => {
    const chip = make("button", "chip");
    chip.type = "button";
    chip.textContent = caption;
    chip.setAttribute("aria-label", `Remove ${caption}`);
    chip.addEventListener("click", () => drop(state, id));
    return chip;
  }));
  state.field.placeholder = chosen.length ? "" : "People, countries, organisations";
  state.list.replaceChildren(...found.map(({ id, caption, about }, place) => {
    const row = make("li", "");
    row.id = `found-${place}`;
    row.setAttribute("role", "option");
    const [name, more] = [make("b", ""), make("span", "")];
    name.textContent = caption;
    more.textContent = about;
    row.append(name, more);
    row.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      add(state, id);
    });
    return row;
  }));
  if (!found.length) {
    const none = make("li", "none");
    none.textContent = "Nobody of this name";
    state.list.append(none);
  }
  state.at = -1;
  state.match.replaceChildren();
  if (chosen.length > 1) {
    for (const [word, on] of [["any of them", false], ["all together", true]]) {
      const button = make("button", on === together ? "on" : "");
      button.type = "button";
      button.textContent = word;
      button.setAttribute("aria-pressed", String(on === together));
      button.addEventListener("click", () => state.send({ do: "together", on }));
      state.match.append(button);
    }
  }
  mark(state);
}

function add(state, id) {
  const ids = state.data.chosen.map((each) => each.id);
  state.field.value = "";
  open(state, false);
  if (!ids.includes(id)) state.send({ do: "actors", ids: [...ids, id] });
}

function drop(state, id) {
  state.send({ do: "actors", ids: state.data.chosen.map((each) => each.id).filter((each) => each !== id) });
}

function open(state, on) {
  state.list.hidden = !on;
  state.field.setAttribute("aria-expanded", String(on));
}

function mark(state) {
  [...state.list.children].forEach((row, place) => row.setAttribute("aria-selected", String(place === state.at)));
  if (state.at >= 0) state.field.setAttribute("aria-activedescendant", `found-${state.at}`);
  else state.field.removeAttribute("aria-activedescendant");
  state.list.children[state.at]?.scrollIntoView({ block: "nearest" });
}

function make(tag, look) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  return element;
}
