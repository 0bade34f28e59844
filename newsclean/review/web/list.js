// The list of pages: filters, search, and rows that exist only while they can be seen.

const ROW = 62; // pixels; as in the style sheet
const SORTS = {
  loss: ["Loss, most first", (a, b) => b.loss - a.loss],
  doubt: ["Doubt, most first", (a, b) => least(a) - least(b)],
  rule: ["Removed by the rule", (a, b) => by(b) - by(a)],
  removed: ["Characters removed", (a, b) => b.removed - a.removed],
  articles: ["Articles, most first", (a, b) => b.articles.length - a.articles.length],
  name: ["Name", (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)],
};
const SHOWS = {
  "": ["All pages", () => true],
  doubtful: ["Doubtful splits", (page) => page.doubts > 0],
  unsure: ["Unsure encoding", isUnsurelyRead],
  missing: ["Text missing", (page) => Boolean(page.missing)],
  stitched: ["Stitched", (page) => Boolean(page.stitched)],
  unchanged: ["Unchanged", (page) => Object.keys(page.rules).length === 0],
};
const NARROWED = { loss: "loss (%)", articles: "articles", encoding: "encoding" };

let wanted = new URLSearchParams(); // the filters, as they stand in the address
let listed = []; // the pages that pass them, in order
let active = 0; // the row that the keyboard is at
let inTexts = null; // numbers of the pages whose text holds what is searched for, when texts are searched

const least = (page) => Math.min(1, ...page.articles.map(([, sure]) => (sure === null ? 1 : sure)));
const by = (page) => (page.rules[wanted.get("rule")] || [0, 0])[1];

function passes(page) {
  const rule = wanted.get("rule");
  if (rule && !Object.hasOwn(page.rules, rule)) return false;
  if (!(SHOWS[wanted.get("show") || ""] || SHOWS[""])[1](page)) return false;
  if (wanted.has("encoding") && (page.encoding || "") !== wanted.get("encoding")) return false;
  if (wanted.has("loss")) {
    const from = Number(wanted.get("loss").split("-")[0]);
    if (lossBin(page) !== Math.floor(from / LOSS_STEP)) return false;
  }
  if (wanted.has("articles") && Math.min(page.articles.length, MOST_ARTICLES) !== Number(wanted.get("articles"))) return false;
  const query = (wanted.get("q") || "").toLowerCase();
  return !query || page.haystack.includes(query) || Boolean(inTexts && inTexts.has(page.number));
}

function drawList() {
  const sort = SORTS[wanted.get("sort")] || SORTS.loss;
  const current = listed[active];
  listed = report.pages.filter(passes).sort((a, b) => sort[1](a, b) || a.number - b.number);
  active = Math.max(0, listed.indexOf(current));
  byId("found").textContent = `${count(listed.length)} of ${counted(report.pages.length, "page")}`;
  byId("space").style.height = `${listed.length * ROW}px`;
  drawRows();
}

/** Make the rows that can be seen, and a few around them. */
function drawRows() {
  const box = byId("rows");
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 4);
  const last = Math.min(listed.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW) + 4);
  const rows = [];
  for (let at = first; at < last; at += 1) rows.push(row(listed[at], at));
  byId("space").replaceChildren(...rows);
  if (active >= first && active < last) box.setAttribute("aria-activedescendant", `row-${active}`);
  else box.removeAttribute("aria-activedescendant");
}

function row(page, at) {
  const facts = [counted(page.articles.length, "article")];
  if (page.doubts) facts.push(`${page.doubts} doubtful`);
  if (page.missing) facts.push("text missing");
  const made = make("div", {
    role: "option", id: `row-${at}`, class: "row", "aria-posinset": at + 1, "aria-setsize": listed.length,
    "aria-selected": page.number === drawn ? "true" : "false", "data-number": page.number,
  },
    make("span", { class: "name" }, make("bdi", {}, page.name)),
    make("span", { class: "value" }, percent(page.loss)),
    make("span", { class: "headline", lang: "zh" }, make("bdi", {}, page.headlines.join(" · "))),
    make("span", { class: "facts" }, facts.join(" · ")));
  made.style.top = `${at * ROW}px`;
  made.classList.toggle("active", at === active);
  made.style.setProperty("--loss", `${Math.min(page.loss, 100)}%`);
  return made;
}

function moveTo(at) {
  if (!listed.length) return;
  active = Math.max(0, Math.min(at, listed.length - 1));
  const box = byId("rows");
  const top = active * ROW;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight;
  drawRows();
}

/** Bring the page that is shown into the list's view. */
function followPage(number) {
  const at = listed.findIndex((page) => page.number === number);
  if (at >= 0) moveTo(at);
  else drawRows();
}

const openPage = (page) => page && (location.hash = address(`/page/${page.number}`));

/** The address of a view under the filters there are. */
function address(view) {
  const query = wanted.toString();
  return `#${view}${query ? "?" + query : ""}`;
}

function readFilters() {
  byId("query").value = wanted.get("q") || "";
  byId("texts").checked = wanted.has("texts");
  byId("rule").value = wanted.get("rule") || "";
  byId("show").value = wanted.get("show") || "";
  byId("sort").value = SORTS[wanted.get("sort")] ? wanted.get("sort") : "loss";
  byId("narrowed").replaceChildren(...Object.entries(NARROWED).filter(([name]) => wanted.has(name)).map(([name, told]) =>
    make("button", { type: "button", "data-name": name, "aria-label": `Take away the filter ${told}` },
      `${told}: ${wanted.get(name) || "none"}${name === "articles" && Number(wanted.get(name)) >= MOST_ARTICLES ? "+" : ""} ×`)));
}

function filter(name, value) {
  if (value) wanted.set(name, value);
  else wanted.delete(name);
  history.replaceState(null, "", address(location.hash.slice(1).split("?")[0]));
  byId("rows").scrollTop = 0;
  active = 0;
  readFilters();
  drawList();
  if (["q", "texts"].includes(name)) searchTexts();
}

let search = 0;

/** Look through the texts for the query, chunk by chunk, and add the pages that hold it as they are found. */
async function searchTexts() {
  const query = (wanted.get("q") || "").toLowerCase();
  const mine = (search += 1);
  inTexts = null;
  if (!query || !wanted.has("texts")) return drawList();
  const found = new Set();
  for (const [number, pages] of pagesByChunk()) {
    const details = await inflateAside(number);
    if (mine !== search) return undefined;
    for (const page of pages) {
      if (textOf(details[page.at[1]].pieces).toLowerCase().includes(query)) found.add(page.number);
    }
  }
  inTexts = found;
  return drawList();
}

function pagesByChunk() {
  const pages = new Map();
  for (const page of report.pages) pages.set(page.at[0], [...(pages.get(page.at[0]) || []), page]);
  return pages;
}

async function inflateAside(number) {
  await whole;
  return chunks.get(number) || inflate(`chunk-${number}`);
}

/** The text of a page as it came. */
const textOf = (pieces) => pieces.map((piece) => (typeof piece === "string" ? piece : Array.isArray(piece) ? piece[1] : "")).join("");

function fill(select, entries) {
  byId(select).replaceChildren(...entries.map(([value, told]) => make("option", { value }, told)));
}

function prepareList() {
  fill("rule", [["", "Any rule"], ...byRule(report.pages).map(({ rule, pages }) => [rule, `${plain(rule)} (${count(pages)})`])]);
  fill("show", Object.entries(SHOWS).filter(([name, [, test]]) => !name || report.pages.some(test)).map(([name, [told]]) => [name, told]));
  fill("sort", Object.entries(SORTS).map(([name, [told]]) => [name, told]));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("query").addEventListener("input", (event) => filter("q", event.target.value));
  byId("texts").addEventListener("change", (event) => filter("texts", event.target.checked ? "1" : ""));
  for (const name of ["rule", "show", "sort"]) byId(name).addEventListener("change", (event) => filter(name, event.target.value));
  byId("narrowed").addEventListener("click", (event) => {
    const { name } = event.target.dataset;
    if (!name) return;
    filter(name, "");
    byId("query").focus();
  });
  const box = byId("rows");
  box.addEventListener("scroll", drawRows, { passive: true });
  new ResizeObserver(drawRows).observe(box);
  box.addEventListener("click", (event) => {
    const target = event.target.closest(".row");
    if (target) openPage(report.pages[Number(target.dataset.number)]);
  });
  box.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(box.clientHeight / ROW) - 1);
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page, Home: 0, End: listed.length - 1 }[event.key];
    if (to !== undefined) moveTo(to);
    else if (event.key === "Enter" || event.key === " ") openPage(listed[active]);
    else return;
    event.preventDefault();
  });
}
