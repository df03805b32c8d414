// Makes elements of the pieces that views/paper.py describes. Text is only ever set as text.

import { copyText, linkHere, onlyHere } from "./address.js";

const TAGS = new Set(
  "a article b blockquote button dd div dl dt footer h1 h2 h3 h4 header i li mark ol p pre span ul".split(" "),
);
const ATTRIBUTES = /^(class|title|lang|role|aria-[a-z]+)$/;
const drawn = new WeakMap();

export function draw(given) {
  const { parentElement, data } = given;
  let state = drawn.get(parentElement);
  if (!state) {
    state = { root: document.createElement("div"), subject: null };
    parentElement.append(state.root);
    drawn.set(parentElement, state);
  }
  state.send = (act) => given.setStateValue("act", { ...act, at: Date.now() });
  const { root } = state;
  const text = JSON.stringify(data);
  if (text === state.text) return;
  const focused = root.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  const place = root.scrollTop;
  root.className = `paper ${data.look}`;
  root.replaceChildren(...data.pieces.map((piece) => build(piece, state)));
  const same = state.subject === data.subject && state.text !== undefined;
  root.scrollTop = same ? place : 0;
  if (!same) scrollToChosen(root);
  if (focused) keepFocus(root, focused);
  state.subject = data.subject;
  state.text = text;
}

export function remove(given) {
  drawn.get(given.parentElement)?.root.remove();
  drawn.delete(given.parentElement);
}

// What had the focus was replaced: it goes to the same control, else to the new heading, so that a
// reader without a mouse goes on from here and not from the top of the page.
function keepFocus(root, name) {
  const same = [...root.querySelectorAll("button, mark, a")].find((each) => nameOf(each) === name);
  if (same) return same.focus();
  const heading = root.querySelector("h2") ?? root;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function nameOf(element) {
  return `${element.dataset.act ?? element.href ?? ""}|${element.textContent}`;
}

function scrollToChosen(root) {
  const mark = root.querySelector(".article mark.chosen");
  if (mark) root.scrollTop = mark.offsetTop - root.offsetTop - 120;
}

function build(piece, state) {
  if (typeof piece === "string") return document.createTextNode(piece);
  const [tag, given, ...children] = piece;
  const element = document.createElement(TAGS.has(tag) ? tag : "span");
  for (const [name, value] of Object.entries(given)) {
    if (ATTRIBUTES.test(name)) element.setAttribute(name, String(value));
  }
  if (tag === "a" && isWebAddress(given.href)) {
    element.href = given.href;
    element.target = "_blank";
    element.rel = "noopener noreferrer";
  }
  element.append(...children.map((child) => build(child, state)));
  if (given.act) onPress(element, given.act, () => state.send(given.act));
  if (given.copy) onPress(element, given.copy, () => copy(element, given.copy.text));
  return element;
}

function isWebAddress(text) {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

function onPress(element, act, press) {
  element.dataset.act = JSON.stringify(act);
  element.addEventListener("click", press);
  if (element.tagName === "BUTTON") {
    element.type = "button";
    return;
  }
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      press();
    }
  });
}

async function copy(button, text) {
  const done = await copyText(text ? `${text} ${linkHere()}` : linkHere());
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "copied";
  said.textContent = !done
    ? "This browser doesn't let pages copy; copy the address instead."
    : onlyHere()
      ? "Copied. This link works on this computer only. See “Share with colleagues”."
      : "Copied.";
  button.parentElement.querySelector(".copied")?.remove();
  button.after(said);
  setTimeout(() => said.remove(), 8000);
}
