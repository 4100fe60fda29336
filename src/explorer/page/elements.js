// How elements are made. Texts are put in as texts; only what the engine drew is put in as markup, and it escapes all names.

// An element with attributes (`on...` are listeners), and what stands in it.
function make(tag, attributes = {}, ...inner) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...inner.filter((each) => each !== null && each !== undefined));
  return element;
}

const find = (id) => document.getElementById(id);

// Puts what the engine drew in a place, and leaves what is open there open, and the focus where it was.
function draw(place, markup) {
  if (place.drawn === markup) return;
  const marks = (element) => element.closest("figure")?.id ?? "";
  const open = new Set([...place.querySelectorAll("details[open]")].map(marks));
  const focused = place.contains(document.activeElement) ? [marks(document.activeElement), document.activeElement.tagName] : null;
  place.innerHTML = markup;
  place.drawn = markup;
  for (const details of place.querySelectorAll("details")) details.open = open.has(marks(details));
  if (focused) [...place.querySelectorAll(focused[1])].find((element) => marks(element) === focused[0])?.focus();
}

// Hands a text, or bytes, to the reader as a file.
function save(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// Says something to those who hear the page.
function say(text) {
  find("said").textContent = text;
}

// Brings a place into sight, and the focus to it.
function jump(id) {
  find(id).focus({ preventScroll: true });
  find(id).scrollIntoView({ block: "start" });
}

// A picture as PNG, three times as large as it is on the page.
async function pngOf(svg) {
  const [, width, height] = svg.match(/width="([\d.]+)" height="([\d.]+)"/) ?? [];
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = make("canvas", { width: 3 * width, height: 3 * height });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
