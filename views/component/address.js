// The address of this view. Python owns its filters and selection (views/state.py), the camera is ours.

let parameters = {};
let camera = "";

/** The parameters that Python would write for this view. */
export function setParameters(given) {
  parameters = given;
  // Somebody who came without a link gets the full address, without a step of Back.
  const now = new URLSearchParams(location.search);
  now.delete("cam");
  if (![...now.keys()].length) replace(asText());
}

export function setCamera(text) {
  camera = text;
  keepCamera();
}

/** Back to a link that shows everything. */
export function dropCamera() {
  camera = "";
  const now = new URLSearchParams(location.search);
  if (!now.has("cam")) return;
  now.delete("cam");
  replace(readable(now));
}

export function cameraInAddress() {
  return new URLSearchParams(location.search).get("cam") ?? "";
}

/** Streamlit drops `cam` whenever it writes the address; put it back, in the same step of Back. */
export function keepCamera() {
  if (!camera || cameraInAddress() === camera) return;
  const now = new URLSearchParams(location.search);
  now.set("cam", camera);
  replace(readable(now));
}

/** The full link to this view. */
export function linkHere() {
  return `${location.origin}${location.pathname}?${asText()}`;
}

export function onlyHere() {
  return ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
}

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https the clipboard is closed to pages; the old way still works.
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    area.style.opacity = "0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

function asText() {
  const all = new URLSearchParams();
  for (const [name, values] of Object.entries(parameters)) {
    for (const value of values) all.append(name, value);
  }
  if (camera) all.set("cam", camera);
  return readable(all);
}

/** Colons and commas may stand in a query as they are; mail programs and readers like them better. */
function readable(all) {
  return all.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
}

function replace(text) {
  history.replaceState(history.state, "", `${location.pathname}?${text}${location.hash}`);
}
