// Small elements that the parts of adding.js are made of.

export function make(tag, look, attributes = {}) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

export function text(tag, look, ...words) {
  const element = make(tag, look);
  element.append(...words);
  return element;
}

export function button(words, look, press, attributes = {}) {
  const element = make("button", look, { type: "button", ...attributes });
  element.append(words);
  element.addEventListener("click", press);
  return element;
}

export function link(words, address, look = "") {
  const element = make("a", look);
  element.append(words);
  if (isWebAddress(address)) {
    element.href = address;
    element.target = "_blank";
    element.rel = "noopener noreferrer";
  }
  return element;
}

function isWebAddress(address) {
  try {
    return ["http:", "https:"].includes(new URL(address).protocol);
  } catch {
    return false;
  }
}

// Names and words of a text may run from right to left: each stands for itself.
export function own(words) {
  const element = document.createElement("bdi");
  element.append(words);
  return element;
}
