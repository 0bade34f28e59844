// Which view is shown is the address's business: it can be kept, sent, and gone back from.

const hashParts = () => {
  const [path, query = ""] = location.hash.slice(1).split("?");
  return { path: path.split("/").filter(Boolean), query: new URLSearchParams(query) };
};

function hashNumber() {
  const { path } = hashParts();
  return path[0] === "page" ? Number(path[1]) : null;
}

function route() {
  hideWhy();
  const { path, query } = hashParts();
  const overview = !["page", "pages"].includes(path[0]);
  byId("overview").hidden = !overview;
  byId("browse").hidden = overview;
  byId("browse").classList.toggle("one", path[0] === "page");
  for (const [id, here] of [["to-overview", overview], ["to-pages", !overview]]) {
    if (here) byId(id).setAttribute("aria-current", "page");
    else byId(id).removeAttribute("aria-current");
  }
  document.title = `${plain(report.title)} · newsclean review`;
  if (overview) return;
  const article = query.has("article") ? Number(query.get("article")) : null;
  query.delete("article");
  wanted = query;
  readFilters();
  if (wanted.has("texts")) searchTexts();
  else inTexts = null;
  drawList();
  if (path[0] === "page") drawPage(hashNumber(), article);
  else if (drawn === null) byId("page").replaceChildren(make("p", { class: "notice" }, "Choose a page to see its text with every edit in place."));
}

function prepareTheme() {
  const button = byId("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  const draw = () => {
    const now = chosen ?? dark.matches;
    document.documentElement.style.colorScheme = chosen === null ? "light dark" : chosen ? "dark" : "light";
    button.setAttribute("aria-pressed", String(now));
  };
  button.addEventListener("click", () => {
    chosen = !(chosen ?? dark.matches);
    draw();
  });
  dark.addEventListener("change", draw);
  draw();
}

async function start() {
  prepareTheme();
  if (typeof DecompressionStream === "undefined") {
    byId("main").replaceChildren(make("p", { class: "notice" }, "This browser cannot read the report: it needs one of 2023 or later."));
    return;
  }
  await readIndex();
  drawOverview();
  prepareList();
  addEventListener("hashchange", route);
  route();
  document.documentElement.dataset.ready = "yes";
}

start();
