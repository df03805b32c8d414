// Tells the picture what is chosen, and a reader who can't see it, too.

import { setParameters } from "./address.js";
import { choose } from "./network.js";

const regions = new WeakMap();

export function draw({ parentElement, data }) {
  let region = regions.get(parentElement);
  if (!region) {
    region = document.createElement("p");
    region.className = "unseen";
    region.setAttribute("aria-live", "polite");
    parentElement.append(region);
    regions.set(parentElement, region);
  }
  if (region.textContent !== data.say) region.textContent = data.say;
  setParameters(data.address);
  choose(data.chosen);
}

export function remove({ parentElement }) {
  regions.get(parentElement)?.remove();
  regions.delete(parentElement);
}
