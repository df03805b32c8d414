// The form inside a card: correcting a find, or adding one that was missed. It stays as it is while
// the data around it change, and closes when Python has written it down.

import { pickerOf } from "./adding_known.js";
import { button, make, text } from "./adding_parts.js";

// card: the find to correct; null: a new one, told by `words` = {words, start, end}.
export function openForm(state, card, words) {
  const { options, here } = state.data;
  const given = card?.form ?? { kind: "meeting", format: "call", status: "held", people: [], speakers: [] };
  const form = { id: card?.id ?? "", fields: {}, saving: 0 };
  const element = (form.element = make("form", card ? "correct" : "correct card", { "aria-label": card ? `Correct: ${card.label}` : "Add something missed" }));
  const rows = make("div", "rows");
  const fault = make("p", "fault", { role: "alert" });
  const foot = make("footer", "");
  const save = button(card ? "Save" : "Add it", "accept", () => {});
  save.type = "submit";
  foot.append(save, button("Cancel", "", () => state.cancel()));
  if (!card) element.append(text("h3", "", "Something missed"));
  element.append(rows, fault, foot);

  const { fields } = form;
  const draw = (kind) => {
    rows.replaceChildren();
    if (!card) {
      fields.evidence ??= wordsField(state, "Words that tell of it", words);
      fields.what ??= selectField("What is it", options.what, "meeting:call", () => draw(kindNow()));
      rows.append(fields.evidence.row, fields.what.row);
    }
    for (const name of FIELDS[kind]) {
      fields[`${kind}.${name}`] ??= MAKE[name](state, given, options, here, card);
      rows.append(fields[`${kind}.${name}`].row);
    }
  };
  const kindNow = () => (card ? card.kind : fields.what.value.split(":")[0]);
  draw(card ? card.kind : "meeting");

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    fault.textContent = "";
    const kind = kindNow();
    const values = { kind, format: card ? "" : (fields.what.value.split(":")[1] ?? "") };
    if (!card) values.evidence = fields.evidence.value;
    for (const name of FIELDS[kind]) Object.assign(values, fields[`${kind}.${name}`].values());
    save.disabled = true;
    state.send({ do: "save", id: form.id, values });
    form.saving = state.sent;
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") state.cancel();
  });
  form.fail = (sentence) => {
    save.disabled = false;
    fault.textContent = sentence;
    fault.scrollIntoView({ block: "nearest" });
  };
  form.marked = () => {
    for (const each of Object.values(fields)) each.marked?.();
  };
  form.focus = () => element.querySelector("input, select, textarea")?.focus({ preventScroll: true });
  return form;
}

const FIELDS = {
  meeting: ["people", "format", "status", "dates", "long", "place", "speakers"],
  agreement: ["people", "terms", "agreed", "dates", "speakers"],
  said: ["speakers", "content"],
};

const PEOPLE = { meeting: "Who took part", agreement: "Who is bound by it" };

const MAKE = {
  people: (state, given, options, here, card) => {
    const label = PEOPLE[given.kind] ?? PEOPLE.meeting;
    return peopleField(card ? label : "Who", "participants", given.people, here);
  },
  speakers: (state, given, options, here, card) =>
    peopleField(given.kind === "said" && card ? "Who says it" : "Who says so", "speakers", given.speakers, here,
      "None: the article itself. Several: who reports it comes first."),
  format: (state, given, options, here, card) => {
    const field = selectField("What", options.formats, given.format || "call");
    if (!card) field.row.hidden = true;
    return { row: field.row, values: () => (card ? { format: field.value } : {}) };
  },
  status: (state, given, options) => valueOf(selectField("Status", options.meeting, given.kind === "meeting" ? given.status : "held"), "status"),
  agreed: (state, given, options) => valueOf(selectField("Status", options.agreement, given.kind === "agreement" ? given.status : "agreed"), "status"),
  dates: (state, given) => datesField(given),
  long: (state, given) => longField(given),
  place: (state, given) => partOf(wordsField(state, "Where", given.place), "place"),
  terms: (state, given) => partOf(wordsField(state, "What is to be done", given.content), "content"),
  content: (state, given) => partOf(wordsField(state, "What was said", given.content, true), "content"),
};

let fieldCount = 0;

function rowOf(label, input, hint = "") {
  const row = make("div", "row");
  const id = `adding-field-${(fieldCount += 1)}`;
  const name = make("label", "");
  if (input.matches("input, select, textarea")) {
    input.id = id;
    name.htmlFor = id;
  }
  name.append(label);
  const side = make("div", "side");
  side.append(input);
  if (hint) side.append(text("p", "hint", hint));
  row.append(name, side);
  return row;
}

function valueOf(field, name) {
  return { row: field.row, values: () => ({ [name]: field.value }) };
}

function partOf(field, name) {
  return { row: field.row, marked: field.marked, values: () => ({ [name]: field.value }) };
}

function selectField(label, options, chosen, change) {
  const input = make("select", "");
  for (const [value, words] of options) {
    const option = text("option", "", words);
    option.value = value;
    option.selected = value === chosen;
    input.append(option);
  }
  if (change) input.addEventListener("change", change);
  return { row: rowOf(label, input), get value() { return input.value; } };
}

function peopleField(label, name, chosen, here, hint) {
  const picker = pickerOf(label, chosen ?? [], here);
  return {
    row: rowOf(label, picker.element, hint),
    values: () => ({ [name]: picker.chosen.map(({ id, caption }) => ({ id, name: caption })) }),
  };
}

function datesField(given) {
  const box = make("div", "pair");
  const [first, last] = [given.first, given.last].map((value, place) => {
    const input = make("input", "", { type: "date", "aria-label": place ? "Last day" : "First day" });
    input.value = value ?? "";
    return input;
  });
  box.append(first, text("span", "", "to"), last);
  return {
    row: rowOf("When", box, given.dateNote ?? ""),
    values: () => ({ first: first.value, last: last.value }),
  };
}

function longField(given) {
  const box = make("div", "pair");
  const minutes = given.minutes ?? "";
  const parts = [["hours", minutes === "" ? "" : Math.floor(minutes / 60)], ["minutes", minutes === "" ? "" : minutes % 60]];
  const inputs = parts.map(([unit, value]) => {
    const input = make("input", "number", { type: "number", min: "0", max: unit === "hours" ? "240" : "59", inputmode: "numeric", "aria-label": unit });
    input.value = String(value || "");
    box.append(input, text("span", "", unit));
    return input;
  });
  return {
    row: rowOf("How long", box),
    values: () => {
      const [hours, rest] = inputs.map((input) => input.value);
      return { minutes: hours || rest ? 60 * Number(hours) + Number(rest) : "" };
    },
  };
}

// Words of the text: marked there, or typed as they stand in it.
function wordsField(state, label, given, wide = false) {
  const box = make("div", "words");
  const input = make(wide || (given?.words ?? "").length > 60 ? "textarea" : "input", "");
  if (input.tagName === "TEXTAREA") input.rows = 3;
  input.value = given?.words ?? "";
  let place = given?.words ? { ...given } : null;
  const use = button("Use the marked words", "quiet", () => {
    place = { ...state.marked };
    input.value = place.words;
    input.focus();
  });
  // A press must not take the selection away.
  use.addEventListener("pointerdown", (event) => event.preventDefault());
  const marked = () => {
    use.hidden = !state.marked;
  };
  marked();
  input.addEventListener("input", () => {
    if (place && place.words !== input.value) place = null;
  });
  box.append(input, use);
  const row = rowOf(label, box, "Mark the words in the text, or write them as they stand there.");
  const name = row.querySelector("label");
  input.id = name.htmlFor || `adding-field-${(fieldCount += 1)}`;
  name.htmlFor = input.id;
  return {
    row,
    marked,
    get value() {
      if (place && place.words === input.value) return place;
      return input.value.trim() ? { words: input.value, start: -1, end: -1 } : { words: "", start: -1, end: -1 };
    },
  };
}
