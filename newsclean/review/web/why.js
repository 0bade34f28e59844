// Why something was removed or put: one box that follows the pointer's target and the keyboard's focus.

const why = byId("why");
let whyOf = null;

function explainEdit(target) {
  const { rule, removed, put, sure } = target.edit;
  const { why: reason, step } = report.rules[rule] || { why: "", step: "" };
  const facts = [
    removed && `${counted([...removed].length, "character")} removed`,
    put && `${counted([...put].length, "character")} put`,
    step && `step ${step}`,
    sure === undefined ? "by rule, nothing weighed" : `confidence ${sure.toFixed(2)}`,
  ];
  why.replaceChildren(
    make("strong", { hue: hues.get(rule) }, plain(rule)),
    make("p", {}, reason.split("`").map((part, number) => (number % 2 ? make("code", {}, ...shown(part)) : shown(part)))),
    make("p", { class: "facts" }, facts.filter(Boolean).join(" · ")),
  );
}

function showWhy(target) {
  if (whyOf === target && !why.hidden) return;
  hideWhy();
  whyOf = target;
  explainEdit(target);
  target.setAttribute("aria-describedby", "why");
  why.hidden = false;
  placeWhy(target);
}

/** Put the box under the first line of its target, or over it where there is more room; a phone has it at its foot. */
function placeWhy(target) {
  const line = target.getClientRects()[0] || target.getBoundingClientRect();
  const { width, height } = why.getBoundingClientRect();
  const left = Math.max(8, Math.min(line.left, innerWidth - width - 8));
  const below = line.bottom + 6;
  const top = below + height < innerHeight || line.top < height ? below : line.top - height - 6;
  why.style.left = `${left}px`;
  why.style.top = `${top}px`;
}

function hideWhy() {
  if (whyOf) whyOf.removeAttribute("aria-describedby");
  whyOf = null;
  why.hidden = true;
}

const editAt = (node) => (node instanceof Element ? node.closest(".edit") : null);

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return;
  const target = editAt(event.target);
  if (target) showWhy(target);
  else if (!why.contains(event.target)) {
    const focused = editAt(document.activeElement);
    if (focused && focused.matches(":focus-visible")) showWhy(focused);
    else hideWhy();
  }
});
document.addEventListener("focusin", (event) => {
  const target = editAt(event.target);
  if (target) showWhy(target);
  else hideWhy();
});
document.addEventListener("focusout", (event) => editAt(event.target) && hideWhy());
document.addEventListener("keydown", (event) => event.key === "Escape" && hideWhy());
document.addEventListener("scroll", () => whyOf && placeWhy(whyOf), { capture: true, passive: true });
