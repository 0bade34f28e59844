"use strict";

// What every view needs: elements, numbers, text from pages, and the data of the file.

const byId = (id) => document.getElementById(id);

/** Make an element. Text given to it is text and never markup, whatever it holds. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "hue") {
      element.style.setProperty("--hue", value);
      element.dataset.hue = value;
    } else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...present(children));
  return element;
}

const present = (nodes) => nodes.flat(2).filter((node) => node !== null && node !== undefined);

const grouped = new Intl.NumberFormat("en");
const count = (number) => grouped.format(number);
const counted = (number, one, many = one + "s") => `${count(number)} ${number === 1 ? one : many}`;
const percent = (number) => (number && number < 0.05 ? "< 0.1" : number.toFixed(number < 99.95 ? 1 : 0)) + " %";

// Characters that cannot be seen, or that would change how those around them are seen: controls, format characters
// (bidi among them), halves of surrogate pairs, private use. They are shown as their numbers; emoji keep their joiners.
const UNSEEN = /(?!\r\n|[\n\t]|(?<=\p{Extended_Pictographic}\ufe0f?)\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029\ufffe\uffff]/gu;

/** Give text from a page as nodes in which nothing is invisible. */
function shown(text) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(UNSEEN)) {
    if (match.index > done) nodes.push(text.slice(done, match.index));
    const number = "U+" + match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    nodes.push(make("span", { class: "unseen" }, number));
    done = match.index + match[0].length;
  }
  if (done < text.length) nodes.push(text.slice(done));
  return nodes;
}

/** The same on one line, as a string: for names and headlines. */
const plain = (text) =>
  text.replace(UNSEEN, (character) => "⟨" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") + "⟩");

const bytesOf = (text) => (Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));

/** Inflate the JSON in an element of the file. */
async function inflate(id) {
  const stream = new Blob([bytesOf(byId(id).textContent)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

const whole = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve();
  else document.addEventListener("DOMContentLoaded", () => resolve());
});

const chunks = new Map();
const KEPT_CHUNKS = 12;

/** Give the details of the pages in a chunk; the last few stay inflated. */
async function chunk(number) {
  if (!byId(`chunk-${number + 1}`)) await whole; // the browser may still be reading the file
  let found = chunks.get(number);
  if (!found) {
    found = inflate(`chunk-${number}`);
    if (chunks.size >= KEPT_CHUNKS) chunks.delete(chunks.keys().next().value);
    chunks.set(number, found);
  }
  return found;
}

const report = { pages: [], rules: {}, failures: [], unsure: {}, title: "" };

const isDoubtful = (sure) => typeof sure === "number" && sure < report.unsure.article;
const isUnsurelyRead = (page) => typeof page.sure === "number" && page.sure < report.unsure.encoding;

/** A page as the index has it. What few views ask for is worked out when they do: there may be thousands of pages. */
class Page {
  constructor(row, number, shared) {
    Object.assign(this, row);
    this.number = number;
    this.shared = shared;
    this.doubts = this.articles.filter(([, sure]) => isDoubtful(sure)).length;
    this.removed = Object.values(this.rules).reduce((sum, [, characters]) => sum + characters, 0);
  }

  /** The name without the folder that all have in common. */
  get name() {
    return plain(this.id.slice(this.shared)) || "(no name)";
  }

  get headlines() {
    return this.articles.map(([headline]) => plain(headline)).filter(Boolean);
  }

  /** What a search looks through. */
  get haystack() {
    const found = [this.id, ...this.articles.map(([headline]) => headline)].join("\n").toLowerCase();
    Object.defineProperty(this, "haystack", { value: found });
    return found;
  }
}

/** Take the index of the file. */
async function readIndex() {
  Object.assign(report, await inflate("index"));
  const shared = sharedFolder(report.pages.map((page) => page.id));
  report.pages = report.pages.map((row, number) => new Page(row, number, shared));
  giveHues();
}

/** The length of the folder that all names begin with: it tells none of them apart. */
function sharedFolder(names) {
  const [first = "", ...others] = names;
  let length = first.lastIndexOf("/") + 1;
  while (length && !others.every((name) => name.startsWith(first.slice(0, length)))) length = first.lastIndexOf("/", length - 2) + 1;
  return length;
}

// A family of rules has a sector of the colour wheel, a rule its place in that sector. Lightness and chroma are the
// style sheet's, so every colour has the same contrast.
const SECTORS = new Map(Object.entries({
  pinyin: [275, 300], chrome: [20, 62], dedup: [325, 352], reflow: [150, 168], split: [185, 205], stitch: [118, 132],
  normalize: [238, 252], convert: [88, 100], decode: [72, 80],
}));
const OTHERS = [0, 12];
const hues = new Map();

function giveHues() {
  const families = new Map();
  for (const rule of Object.keys(report.rules)) {
    const family = rule.split(".")[0];
    families.set(family, [...(families.get(family) || []), rule]);
  }
  for (const [family, rules] of families) {
    const [from, to] = SECTORS.get(family) || OTHERS;
    rules.forEach((rule, at) => hues.set(rule, Math.round(from + ((to - from) * (at + 0.5)) / rules.length)));
  }
}
