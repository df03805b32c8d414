// Lists to choose from, each behind a button: kinds, statuses, speakers, and a few switches. What is
// chosen comes with the data and only from there; a press sends what should be chosen.

const drawn = new WeakMap();

export function draw(given) {
  let state = drawn.get(given.parentElement);
  if (!state) {
    state = { root: make("div", "choices"), open: "" };
    given.parentElement.append(state.root);
    drawn.set(given.parentElement, state);
    state.outside = (event) => state.open && !state.root.contains(event.target) && open(state, "");
    addEventListener("pointerdown", state.outside);
    state.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !state.open) return;
      const button = state.root.querySelector("[aria-expanded=true]");
      open(state, "");
      button?.focus();
    });
  }
  state.send = (act) => given.setStateValue("act", { ...act, at: Date.now() });
  const text = JSON.stringify(given.data);
  if (text === state.text) return;
  state.text = text;
  const focused = document.activeElement?.dataset?.name;
  state.root.replaceChildren(...given.data.map((group) => build(state, group)));
  open(state, state.open);
  if (focused) [...state.root.querySelectorAll("input")].find((each) => each.dataset.name === focused)?.focus();
}

export function remove(given) {
  const state = drawn.get(given.parentElement);
  if (!state) return;
  removeEventListener("pointerdown", state.outside);
  state.root.remove();
  drawn.delete(given.parentElement);
}

function build(state, { field, label, options, chosen }) {
  const group = make("div", "group");
  group.dataset.group = label;
  const button = make("button", chosen.length ? "some" : "");
  button.type = "button";
  button.append(chosen.length ? `${label}: ${chosen.length}` : label);
  button.addEventListener("click", () => open(state, state.open === label ? "" : label));
  const list = make("fieldset", "list");
  const legend = make("legend", "unseen");
  legend.append(label);
  list.append(legend);
  for (const { id, word, about, inner, title } of options) {
    const row = make("label", inner ? "inner" : "");
    const box = make("input", "");
    box.type = "checkbox";
    box.checked = chosen.includes(id);
    box.dataset.name = `${label}/${id}`;
    box.addEventListener("change", () => {
      const values = box.checked ? [...chosen, id] : chosen.filter((each) => each !== id);
      state.send({ do: "narrow", field, values });
    });
    row.append(box, word);
    if (title) row.title = box.title = title;
    if (about) {
      const more = make("span", "");
      more.append(about);
      row.append(more);
    }
    list.append(row);
  }
  if (chosen.length && field) {
    const clear = make("button", "quiet");
    clear.type = "button";
    clear.append("Clear");
    clear.addEventListener("click", () => state.send({ do: "narrow", field, values: [] }));
    list.append(clear);
  }
  group.append(button, list);
  return group;
}

function open(state, label) {
  state.open = label;
  for (const group of state.root.children) {
    const on = group.dataset.group === label;
    group.querySelector("button").setAttribute("aria-expanded", String(on));
    group.querySelector(".list").hidden = !on;
  }
}

function make(tag, look) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  return element;
}
