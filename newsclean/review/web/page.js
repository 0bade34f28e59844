// One page: its text as it came with every edit in place, and beside it the articles that came of it.

let drawn = null; // the number of the page that is shown
let only = null; // the rule whose edits are picked out, if one is
let at = -1; // the edit that previous and next count from

const STACK = ["kicker", "headline", "subheadline"];

async function drawPage(number, article) {
  const page = report.pages[number];
  const box = byId("page");
  if (!page) {
    box.replaceChildren(make("p", { class: "notice" }, "There is no such page in this report."));
    return;
  }
  if (drawn !== number) {
    const details = await chunk(page.at[0]);
    if (hashNumber() !== number) return; // another page was asked for meanwhile
    drawn = number;
    only = null;
    at = -1;
    showPage(page, details[page.at[1]]);
    followPage(number);
    window.scrollTo(0, 0);
  }
  if (article !== null) toArticle(article);
}

function showPage(page, detail) {
  const source = make("div", { class: "text source", lang: "zh", id: "source" }, drawSource(detail));
  const articles = make("div", { class: "text articles", lang: "zh", id: "articles" }, drawArticles(page, detail));
  const facts = [
    counted(page.length, "character"), `${percent(page.loss)} lost`, counted(page.articles.length, "article"),
    page.encoding && page.encoding + (isUnsurelyRead(page) ? " (not sure)" : ""),
  ];
  byId("page").replaceChildren(...present([
    make("p", { class: "back" }, make("a", { href: address("/pages") }, "‹ All pages")),
    make("h2", { title: plain(page.id) }, make("bdi", {}, page.name)),
    make("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
    page.missing ? make("p", { class: "notice" }, "Only what was changed can be shown: ", ...shown(page.missing)) : null,
    legend(page),
    walk(),
    make("div", { class: "panes", "data-pane": "source" },
      make("section", { "aria-label": "Source" }, make("h3", {}, "Source"), source),
      make("section", { "aria-label": "Articles" }, make("h3", {}, "Articles"), articles)),
  ]));
  pickOut(null);
}

function legend(page) {
  const rules = Object.entries(page.rules).sort(([, a], [, b]) => b[1] - a[1] || b[0] - a[0]);
  return make("div", { class: "legend", role: "group", "aria-label": "Pick out the edits of a rule" }, rules.map(([rule, [edits]]) =>
    make("button", { type: "button", hue: hues.get(rule), "data-rule": rule, "aria-pressed": "false", title: report.rules[rule].why,
      onclick: () => pickOut(only === rule ? null : rule) }, plain(rule), make("span", {}, count(edits)))));
}

function walk() {
  return make("div", { class: "walk" },
    make("div", { class: "switch", role: "group", "aria-label": "What to show" }, ["source", "articles"].map((pane) =>
      make("button", { type: "button", "data-pane": pane, "aria-pressed": String(pane === "source"), onclick: () => showPane(pane) }, pane === "source" ? "Source" : "Articles"))),
    make("button", { type: "button", onclick: () => step(-1) }, "‹ Previous"),
    make("button", { type: "button", onclick: () => step(1) }, "Next ›"),
    make("span", { id: "place", role: "status" }),
    make("label", { class: "check" }, make("input", { type: "checkbox", onchange: (event) => byId("source").classList.toggle("bare", event.target.checked) }), " hide what was removed"));
}

/** On a narrow screen there is room for one of the two. */
function showPane(pane) {
  document.querySelector(".panes").dataset.pane = pane;
  for (const button of document.querySelectorAll(".switch button")) button.setAttribute("aria-pressed", String(button.dataset.pane === pane));
}

const edits = () => [...document.querySelectorAll("#source .edit")].filter((edit) => !only || edit.edit.rule === only);

/** Show the edits of one rule among the others, or all of them. */
function pickOut(rule) {
  only = rule;
  at = -1;
  for (const button of document.querySelectorAll(".legend button")) button.setAttribute("aria-pressed", String(button.dataset.rule === rule));
  for (const edit of document.querySelectorAll("#source .edit")) {
    edit.classList.toggle("dim", rule !== null && edit.edit.rule !== rule);
    edit.tabIndex = -1;
  }
  const found = edits();
  if (found.length) found[0].tabIndex = 0;
  byId("place").textContent = found.length ? counted(found.length, "edit") : "no edits";
}

/** Go to the next edit or the one before; one of them is in the order of the tab key, the others by arrow keys. */
function step(by) {
  const found = edits();
  if (!found.length) return;
  goTo(found, at < 0 && by < 0 ? found.length - 1 : (at + by + found.length) % found.length);
}

function goTo(found, to) {
  showPane("source");
  if (found[at]) found[at].tabIndex = -1;
  at = to;
  found[at].tabIndex = 0;
  found[at].focus({ focusVisible: true });
  found[at].scrollIntoView({ block: "nearest" });
  byId("place").textContent = `${count(at + 1)} of ${counted(found.length, "edit")}`;
}

document.addEventListener("keydown", (event) => {
  const target = editAt(event.target);
  if (!target || event.altKey || event.ctrlKey || event.metaKey) return;
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  at = edits().indexOf(target);
  step(by);
});
document.addEventListener("click", (event) => {
  const target = editAt(event.target);
  if (target && edits().includes(target)) goTo(edits(), edits().indexOf(target));
});

/** The page as it came: kept text, edits, what the layout took each line for, and where an article begins. */
function drawSource({ pieces, labels }) {
  const nodes = [];
  const waiting = [...labels];
  let article = 1;
  let cuts = 0; // articles that begin with the next kept word: what was removed before it belongs to none
  let done = 0;
  const cut = () => {
    for (; cuts; cuts -= 1) nodes.push(make("div", { class: "cut" }, make("span", {}, `article ${(article += 1)}`)));
  };
  const kept = (text) => {
    const ink = cuts ? text.search(/\S/) : -1;
    if (ink >= 0) {
      nodes.push(...shown(text.slice(0, ink)));
      cut();
    }
    nodes.push(...shown(text.slice(Math.max(ink, 0))));
  };
  /** The labels of the next so many characters, each with where it stands in them. */
  const labelsIn = (length) => {
    const end = waiting.findIndex(([start]) => start >= done + length);
    return waiting.splice(0, end < 0 ? waiting.length : end).map((one) => [Math.max(one[0] - done, 0), label(one)]);
  };
  for (const piece of pieces) {
    if (typeof piece === "number") {
      nodes.push(make("span", { class: "gap" }, `… ${counted(piece, "character")} kept …`));
    } else if (typeof piece === "string") {
      let from = 0;
      for (const [to, made] of labelsIn(piece.length)) {
        kept(piece.slice(from, to));
        cut();
        nodes.push(made);
        from = to;
      }
      kept(piece.slice(from));
      done += piece.length;
    } else {
      nodes.push(edit(piece, labelsIn(piece[1].length)));
      done += piece[1].length;
      cuts += piece[2].split("\f").length - 1;
    }
  }
  return nodes;
}

function label([start, kind, sure]) {
  const doubtful = isDoubtful(sure);
  return make("span", { class: doubtful ? "label doubtful" : "label", "data-start": start, lang: "en",
    title: `The layout took this line for: ${kind} (confidence ${sure.toFixed(2)})` }, kind + (doubtful ? ` ${sure.toFixed(2)}` : ""));
}

const BLANKS = /^\s*$/;

/** An edit in place. What is blank is made visible; what is put where something was removed stands behind it. */
function edit([rule, removed, put, sure], inside) {
  const blank = BLANKS.test(removed) && BLANKS.test(put);
  const kind = removed && put ? "changed" : removed ? "removed" : "put";
  const made = make("span", { class: `edit ${blank ? "blank" : ""} ${rule === "reflow.join" ? "join" : ""}`, hue: hues.get(rule), role: "group",
    tabindex: "-1", "aria-label": `${kind} by ${plain(rule)}`, "data-rule": rule },
    removed ? make("del", {}, ...struck(removed, inside)) : "",
    rule === "reflow.join" ? make("span", { class: "joined", "aria-hidden": "true" }) : "",
    put && !BLANKS.test(put) ? make("ins", {}, shown(put)) : !removed ? make("ins", {}, "⏎") : "");
  made.edit = { rule, removed, put, sure };
  return made;
}

/** What was removed; a line that was moved keeps its label where it stood. */
function struck(removed, inside) {
  if (BLANKS.test(removed)) return visible(removed);
  let from = 0;
  const nodes = inside.flatMap(([to, made]) => {
    const before = shown(removed.slice(from, to));
    from = to;
    return [...before, made];
  });
  return [...nodes, ...shown(removed.slice(from))];
}

const VISIBLE = { "\n": "⏎\n", "\r": "", "\t": "⇥", " ": "·", "\u3000": "□", "\f": "␌" };
const visible = (text) => shown(text.replace(/[\n\r\t \u3000\f]/g, (blank) => VISIBLE[blank]));

/** The text as it became, in articles; each line is what its first kept character was labelled. */
function drawArticles(page, { pieces, labels }) {
  if (page.missing) return [make("p", { class: "notice" }, "The articles are not in the trace.")];
  const lines = cleanedLines(pieces);
  const articles = [[]];
  for (const line of lines) {
    if (line.text === "\f") articles.push([]);
    else articles[articles.length - 1].push(line);
  }
  if (articles.length === 1 && !lines.some((line) => line.text)) return [make("p", { class: "notice" }, "Nothing is left of this page.")];
  return articles.map((content, number) => article(content, number, page, labels));
}

function cleanedLines(pieces) {
  const lines = [];
  let text = "";
  let from = null;
  let done = 0;
  const add = (piece, source) => {
    piece.split("\n").forEach((part, number, parts) => {
      if (part && from === null && source !== null) from = source;
      text += part;
      if (source !== null) source += part.length + 1;
      if (number === parts.length - 1) return;
      lines.push({ text, from });
      text = "";
      from = null;
    });
  };
  for (const piece of pieces) {
    if (typeof piece === "string") {
      add(piece, done);
      done += piece.length;
    } else {
      add(piece[2], null);
      done += piece[1].length;
    }
  }
  if (text) lines.push({ text, from });
  const moved = movedLines(pieces);
  return lines.map((line) => (line.from === null && moved.has(line.text) ? { ...line, from: moved.get(line.text) } : line));
}

/** Where the lines stood that a rule put in another place. */
function movedLines(pieces) {
  const found = new Map();
  let done = 0;
  for (const piece of pieces) {
    if (Array.isArray(piece) && piece[0].endsWith(".move")) {
      for (const line of piece[1].matchAll(/\S[^\n]*/g)) found.set(line[0].trimEnd(), done + line.index);
    }
    done += typeof piece === "string" ? piece.length : Array.isArray(piece) ? piece[1].length : piece;
  }
  return found;
}

function labelOf(labels, from) {
  if (from === null) return null;
  let found = null;
  for (const one of labels) {
    if (one[0] > from) break;
    found = one;
  }
  return found;
}

function article(lines, number, page, labels) {
  const blank = lines.findIndex((line) => !line.text);
  const [headline, sure] = page.articles[number] || ["", null];
  const content = lines.filter((line) => line.text).map((line, position) => {
    const found = labelOf(labels, line.from);
    const stack = labels.length && position < blank;
    const kind = stack ? (found && STACK.includes(found[1]) ? found[1] : "headline") : kindOf(found);
    return make("p", { class: `block ${kind}`, onclick: found ? () => toLabel(found[0]) : null }, ...shown(line.text));
  });
  const first = labelOf(labels, (lines.find((line) => line.from !== null) || { from: null }).from);
  return make("article", { id: `article-${number}`, tabindex: "-1", "aria-label": plain(headline) || `Article ${number + 1}` },
    make("p", { class: "head", lang: "en" }, `Article ${number + 1}`,
      sure !== null && sure !== undefined ? make("span", { class: isDoubtful(sure) ? "doubtful" : "" }, ` confidence ${sure.toFixed(2)}`) : "",
      first ? make("button", { type: "button", onclick: () => toLabel(first[0]) }, "Show in the source") : ""),
    ...content);
}

const kindOf = (found) => (!found || found[1] === "fragment" || STACK.includes(found[1]) ? "paragraph" : found[1]);

/** Scroll the source to where a block begins, and let it be seen which one it is. */
function toLabel(start) {
  const target = document.querySelector(`#source [data-start="${start}"]`);
  if (!target) return;
  showPane("source");
  target.scrollIntoView({ block: "center" });
  target.classList.remove("found");
  void target.offsetWidth; // so that the animation begins anew
  target.classList.add("found");
}

function toArticle(number) {
  const target = byId(`article-${number}`);
  if (!target) return;
  target.scrollIntoView({ block: "start" });
  target.focus({ preventScroll: true });
  const button = target.querySelector("button");
  if (button) button.click();
}
