"""newsclean explain: what a step or a rule removes, why, and examples of both sides; why a line was taken for a headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import click

from newsclean.cli.command import make_command
from newsclean.cli.pages import chosen_plan
from newsclean.cli.screen import Piece, columns, marked, paged, set_lines, styled
from newsclean.documents import Document
from newsclean.errors import InputError, UsageError
from newsclean.layout.explaining import AROUND, decision
from newsclean.plan import Plan
from newsclean.reading import Reader
from newsclean.registry import Step, nearest, steps
from newsclean.review.labels import labels, seen
from newsclean.rules import Rule, builtin

__all__ = ["command"]

_PLACE = re.compile(r"(?P<page>.+):(?P<line>[1-9]\d*)")


@make_command(
    "explain",
    "What a step or rule removes, why, with its examples; why a line is what it is.",
    "newsclean explain chrome.comment-box",
    "Without a name it lists all steps and rules. A family of rules (chrome) shows the rules in it. PAGE:LINE, as in "
    "page.txt:12, tells what the layout took that line of the page for, and which features decided it.",
)
@click.argument("name", required=False, metavar="[STEP|RULE|PAGE:LINE]")
@click.pass_context
def command(context: click.Context, name: str | None) -> int:
    """Explain a step, a rule or a family of rules, or list them all; or a line of a page."""
    with paged() as write:
        for line in _told(name, context.obj):
            write(line + "\n")
    return 0


def _told(name: str | None, settings: Mapping[str, Any] | None) -> Iterator[str]:
    rules = builtin()
    if name is None:
        yield from _overview()
        return
    chosen = [rule for rule in rules.values() if name in (rule.id, rule.id.partition(".")[0])]
    step = steps().get(name)
    place = _PLACE.fullmatch(name)
    if not chosen and step is None:
        if place is None:
            raise UsageError(f"there is no step or rule {name!r}{nearest(name, (*steps(), *rules))}")
        plan = chosen_plan(settings, {"rules": (), "skip": (), "only": ()})
        yield from _line(place["page"], int(place["line"]), plan)
        return
    if step:
        yield from _step(step)
    for number, rule in enumerate(chosen):
        yield from [""] * (number > 0 or step is not None)
        yield from _rule(rule)


def _overview() -> Iterator[str]:
    yield styled("Steps", "name")
    for step in steps().values():
        yield from _entry(step.name, step.summary, 14)
    yield ""
    yield styled("Rules", "name")
    for rule in builtin().values():
        yield from _entry(rule.id, rule.why, 28)


def _entry(name: str, text: str, wide: int) -> Iterator[str]:
    """Set a name and what is to say of it, below where the name is too wide for its column."""
    if len(name) >= wide:
        yield styled(f"  {name}", "place")
        name = ""
    yield from set_lines([(text, "")], columns(), (f"  {name:<{wide}} ", "place"))


def _step(step: Step) -> Iterator[str]:
    yield styled(step.name, "name")
    for paragraph in (step.summary, *re.split(r"\n\s*\n", step.description)):
        if paragraph:
            yield from set_lines([(" ".join(paragraph.split()), "")], columns())
            yield ""
    for option in step.options:
        yield from _entry(f"--{option.name}", option.help, 14)


def _rule(rule: Rule) -> Iterator[str]:
    yield styled(rule.id, "name")
    yield from set_lines([(rule.why, "")], columns())
    for title, examples in (("removes", rule.removes), ("keeps", rule.keeps)):
        if examples:
            yield from ("", styled(f"{title}:", "aside"))
        for example in examples:
            yield from set_lines(_example(rule, example, title), columns(), ("  ", ""))


def _example(rule: Rule, example: str, title: str) -> Iterator[Piece]:
    """An example of a rule with patterns is a line that goes or stays as a whole; others have marks."""
    if not rule.match:
        return marked(example.rstrip("\n"))
    return iter([(example, "removed" if title == "removes" else "")])


# What the states of the labeller say of a line, where the name alone does not.
_STATES = {
    "stack": "a further line of a headline",
    "lead": "a line between headline and body",
    "open": "a paragraph that breaks off",
    "middle": "a piece of a paragraph that breaks off again",
    "rest": "the last piece of a paragraph that was broken off",
    "inset": "a line inside a broken paragraph",
    "aside": "a caption, a credit or another line beside the body",
}
_MOST = 8  # reasons told for a label, and as many against it


def _line(page: str, number: int, plan: Plan) -> Iterator[str]:
    """Tell why a line of a page was taken for what it was."""
    document = next(iter(Reader().documents([page])))
    if not isinstance(document, Document):
        raise document
    start, end = _range(document, number)
    edits = plan.run(document.text, weighed=False).edits
    label = next((label for label in labels(document.text, edits) if start <= label.start < end), None)
    if label is None:
        raise InputError(
            f"{page}:{number} is blank or was removed before the layout was asked; see: newsclean inspect {page}"
        )
    found = decision(seen(document.text, edits)[0], label.at)
    yield styled(f"{document.id}:{number} is a {label.kind} (confidence {label.confidence:.2f})", "name")
    yield from set_lines([(document.text[start:end].strip(), "")], columns(), ("  ", ""))
    yield ""
    if found.rival is None:
        yield from set_lines([(f"What stands around it leaves nothing else: {_state(found.label)}.", "")], columns())
        return
    yield from set_lines([(f"Taken for {_state(found.label)} rather than {_state(found.rival)}.", "")], columns())
    for title, sign in (("for it", 1), ("against it", -1)):
        reasons = [reason for reason in found.reasons if reason.weight * sign > 0]
        yield from ("", styled(f"{title}:", "aside")) if reasons else ()
        for reason in reasons[:_MOST]:
            yield from set_lines([_feature(reason.feature)], columns(), (f"  {reason.weight:+6.2f}  ", "place"))
        if len(reasons) > _MOST:
            rest = sum(reason.weight for reason in reasons[_MOST:])
            yield f"  {rest:+6.2f}  {len(reasons) - _MOST} more"


def _feature(name: str) -> Piece:
    return ("what the lines around it are", "aside") if name == AROUND else (name, "")


def _range(document: Document, number: int) -> tuple[int, int]:
    """Return where a line of a document begins and ends; lines count from 1."""
    start = 0
    for _ in range(number - 1):
        start = document.text.find("\n", start) + 1
        if not start:
            raise InputError(f"{document.id} has no line {number}: it has {document.text.count(chr(10)) + 1}")
    end = document.text.find("\n", start)
    return start, len(document.text) if end < 0 else end


def _state(label: str) -> str:
    return f"{label} ({_STATES[label]})" if label in _STATES else label
