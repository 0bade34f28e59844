// The run at a glance: sums, what each rule removed, how much pages lost, and what a person should look at first.

const OUTLIERS = 10;
const DOUBTS = 10;
const RULES = 14;
const LOSS_STEP = 5; // percent a bar of the histogram
const MOST_ARTICLES = 8; // and more, in one bar

function drawOverview() {
  const pages = report.pages;
  byId("overview").replaceChildren(...present([
    make("h1", {}, plain(report.title)),
    figures(pages),
    failures(),
    rulesCard(pages),
    make("div", { class: "cards" },
      make("div", {}, lossCard(pages), encodingsCard(pages)),
      make("div", {}, doubtsCard(pages), articlesCard(pages))),
    make("p", { class: "made" }, `Made by newsclean ${report.version}. Blanks are not counted as removed; what repeats other text is no loss.`),
  ]));
}

/** The address of the list under some filters; it cannot spell half a surrogate pair, and says U+FFFD for it. */
const pagesWith = (filters) => `#/pages?${new URLSearchParams(filters)}`;

function figures(pages) {
  const sum = (of) => pages.reduce((total, page) => total + of(page), 0);
  const doubts = sum((page) => page.doubts);
  const told = [
    ["pages", count(pages.length), "#/pages"],
    ["characters read", count(sum((page) => page.length))],
    ["characters removed", count(sum((page) => page.removed))],
    ["articles", count(sum((page) => page.articles.length))],
    ["doubtful splits", count(doubts), doubts ? pagesWith({ show: "doubtful", sort: "doubt" }) : null],
    ["failed", count(report.failures.length)],
  ];
  return make("dl", { class: "figures" }, told.map(([name, number, link]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, link ? make("a", { href: link }, number) : number))));
}

function failures() {
  if (!report.failures.length) return null;
  return make("section", { class: "card failures" }, make("h2", {}, "Failed"),
    make("ul", {}, report.failures.map((failure) => make("li", {}, ...shown(failure)))));
}

function card(title, note, ...content) {
  return make("section", { class: "card" }, make("h2", {}, title), note && make("p", { class: "note" }, note), ...content);
}

/** The edits and characters of each rule over all pages, most characters first. */
function byRule(pages) {
  const sums = new Map();
  for (const page of pages) {
    for (const [rule, [edits, characters]] of Object.entries(page.rules)) {
      const sum = sums.get(rule) || { rule, edits: 0, characters: 0, pages: 0 };
      sums.set(rule, sum);
      sum.edits += edits;
      sum.characters += characters;
      sum.pages += 1;
    }
  }
  return [...sums.values()].sort((a, b) => b.characters - a.characters || b.edits - a.edits || (a.rule < b.rule ? -1 : 1));
}

function rulesCard(pages) {
  const rules = byRule(pages);
  const most = Math.max(1, ...rules.map((sum) => sum.characters));
  const row = (sum) => sized(sum.characters / most, make("tr", { hue: hues.get(sum.rule), "data-rule": sum.rule },
    make("th", { scope: "row" }, make("a", { href: pagesWith({ rule: sum.rule, sort: "rule" }), title: report.rules[sum.rule].why }, plain(sum.rule))),
    make("td", { class: "bar", "aria-hidden": "true" }, make("span")),
    make("td", {}, count(sum.characters)), make("td", {}, count(sum.edits)), make("td", {}, count(sum.pages))));
  const table = make("table", { class: "rules" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Rule"), make("td", {}),
      ...["Characters", "Edits", "Pages"].map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, rules.map(row)));
  const rows = [...table.tBodies[0].rows];
  const extra = rows.length > RULES + 2 ? rows.slice(RULES) : [];
  for (const one of extra) one.hidden = true;
  const more = extra.length ? make("button", { type: "button", class: "more", onclick: (event) => {
    for (const one of extra) one.hidden = false;
    event.target.remove();
    extra[0].querySelector("a").focus();
  } }, `${extra.length} more rules`) : null;
  return card("Removed characters by rule", null, rules.length ? table : make("p", {}, "Nothing was changed."), more);
}

function sized(share, element) {
  element.style.setProperty("--share", `${share ? Math.max(share * 100, 0.4) : 0}%`);
  return element;
}

/** Bars side by side, each a link to its pages. `bars` are {label, number, link, told}. */
function histogram(bars, axis) {
  const most = Math.max(1, ...bars.map((one) => one.number));
  return make("figure", {}, make("ol", { class: "histogram" }, bars.map((one) => {
    const drawn = make("span", { class: "column" });
    // A square root, so that one page among thousands can still be seen; the number stands beside it.
    drawn.style.height = one.number ? `max(3px, ${Math.sqrt(one.number / most) * 100}%)` : "0";
    const inside = [make("span", { class: "number" }, one.number ? count(one.number) : ""), drawn];
    return make("li", {},
      one.number ? make("a", { href: one.link, "aria-label": one.told, title: one.told }, ...inside) : make("span", { class: "none" }, ...inside),
      make("span", { class: "tick", "aria-hidden": "true" }, one.label));
  })), make("figcaption", {}, axis));
}

function lossCard(pages) {
  const bins = Array.from({ length: 100 / LOSS_STEP }, (_, at) => ({
    label: at % 4 ? "" : String(at * LOSS_STEP), number: 0,
    link: pagesWith({ loss: `${at * LOSS_STEP}-${(at + 1) * LOSS_STEP}` }), from: at * LOSS_STEP,
  }));
  for (const page of pages) bins[lossBin(page)].number += 1;
  for (const bin of bins) bin.told = `${counted(bin.number, "page")} lost ${bin.from} to ${bin.from + LOSS_STEP} %`;
  const outliers = [...pages].filter((page) => page.loss > 0).sort((a, b) => b.loss - a.loss || a.number - b.number).slice(0, OUTLIERS);
  return card("Loss per page", null, histogram(bins, "percent of a page's characters; height is the square root of the number of pages"),
    make("h3", {}, "Most lost"),
    make("ol", { class: "pages" }, outliers.map((page) => make("li", {}, pageLink(page), make("span", { class: "value" }, percent(page.loss))))));
}

const lossBin = (page) => Math.min(Math.floor(page.loss / LOSS_STEP), 100 / LOSS_STEP - 1);

const pageLink = (page) => make("a", { href: `#/page/${page.number}` }, make("bdi", {}, page.name));

function doubtsCard(pages) {
  const doubts = [];
  for (const page of pages) {
    page.articles.forEach(([headline, sure], at) => {
      if (isDoubtful(sure)) doubts.push({ page, headline, sure, at });
    });
  }
  doubts.sort((a, b) => a.sure - b.sure || a.page.number - b.page.number);
  const note = `Articles whose beginning or headline the layout is less sure of than ${report.unsure.article}, least sure first.`;
  const listed = make("ol", { class: "pages" }, doubts.slice(0, DOUBTS).map(({ page, headline, sure, at }) => make("li", {},
    make("span", {}, make("a", { href: `#/page/${page.number}?article=${at}`, lang: "zh" }, make("bdi", {}, plain(headline) || "(no headline)")), make("small", {}, make("bdi", {}, page.name))),
    make("span", { class: "value" }, sure.toFixed(2)))));
  const all = doubts.length > DOUBTS ? make("p", {}, make("a", { href: pagesWith({ show: "doubtful", sort: "doubt" }) }, `All pages with one of the ${count(doubts.length)}`)) : null;
  return card("Doubtful splits", note, doubts.length ? listed : make("p", {}, "None."), all);
}

function articlesCard(pages) {
  const bars = Array.from({ length: MOST_ARTICLES + 1 }, (_, at) => ({
    label: at < MOST_ARTICLES ? String(at) : `${at}+`, number: 0, link: pagesWith({ articles: at }),
  }));
  for (const page of pages) bars[Math.min(page.articles.length, MOST_ARTICLES)].number += 1;
  bars.forEach((one) => (one.told = `${counted(one.number, "page")} with ${one.label} articles`));
  return card("Articles per page", null, histogram(bars, "articles; height as above"));
}

function encodingsCard(pages) {
  const sums = new Map();
  for (const page of pages) {
    const name = page.encoding || "none (records)";
    const sum = sums.get(name) || { name, pages: 0, unsure: 0, link: pagesWith({ encoding: page.encoding || "" }) };
    sum.pages += 1;
    sum.unsure += isUnsurelyRead(page);
    sums.set(name, sum);
  }
  const rows = [...sums.values()].sort((a, b) => b.pages - a.pages);
  return card("Encodings", null, make("table", {},
    make("thead", {}, make("tr", {}, ...["Encoding", "Pages", "Not sure"].map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, rows.map((sum) => make("tr", {},
      make("th", { scope: "row" }, make("a", { href: sum.link }, plain(sum.name))), make("td", {}, count(sum.pages)), make("td", {}, count(sum.unsure)))))));
}
