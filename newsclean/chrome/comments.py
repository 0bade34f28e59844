"""Sections of readers' comments: what stands between the buttons under each of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsclean.chrome.lines import Line, runs
from newsclean.chrome.rulebook import COMMENTS

__all__ = ["sweep_comments"]


def sweep_comments(lines: Sequence[Line]) -> None:
    """Remove sections of readers' comments: runs of their buttons with a few lines in between.

    One of the buttons has to recur, since a share bar above and one below a short story look much the same, and
    comments stand below a story.
    """
    story = next((place for place, line in enumerate(lines) if line.is_prose), len(lines))
    for run in runs(list(_buttons(lines, story)), _COMMENT_GAP):
        for section in [run] if _is_long_section(lines, run) else _parts(lines, run):
            labels = Counter(_shape(lines[place]) for place in section)
            if max(labels.values()) < _COMMENT_BUTTONS or not _are_comments(lines, story, section):
                continue
            first = _comment_start(lines, story, section[0])
            for line in lines[first : section[-1] + 1]:
                line.gone = line.gone or line.rule or "chrome.comment-section"


# Between the buttons of two comments stand a name, a time, and a comment of a few lines.
_COMMENT_GAP = 14
_COMMENT_BUTTONS = 3
# In a section of so many buttons a comment may have several paragraphs.
_LONG_SECTION = 8
_NUMBER = re.compile(r"\d+")


def _buttons(lines: Sequence[Line], story: int) -> Iterator[int]:
    """Yield the places of known buttons below a story and, from the first of them or a comment box on, of recurring lines.

    Every site has buttons of its own, and times (`3小时前`), but the same ones below each comment.
    """
    start = next((place for place in range(story + 1, len(lines)) if lines[place].rule in _SIGNS), len(lines))
    shapes = Counter(_shape(line) for line in lines[start:] if _may_be_button(line))
    for place, line in enumerate(lines[start:], start):
        if line.rule in COMMENTS or (_may_be_button(line) and shapes[_shape(line)] >= _RECURRING):
            yield place


def _are_comments(lines: Sequence[Line], story: int, section: Sequence[int]) -> bool:
    """Whether a known button is among those of a section, or a comment box above it; photo stories have credits."""
    above = lines[max(section[0] - _COMMENT_GAP, story) : section[0]]
    return any(lines[place].rule in COMMENTS for place in section) or any(line.rule in _SIGNS for line in above)


_SIGNS = COMMENTS | {"chrome.comment-box"}
_LONGEST_BUTTON = 14
_RECURRING = 5
_SENTENCE_END = "。！？!?：:"


def _shape(line: Line) -> str:
    return _NUMBER.sub("", line.text)


def _may_be_button(line: Line) -> bool:
    return len(line.text) <= _LONGEST_BUTTON and line.text[-1] not in _SENTENCE_END and not line.is_credit


def _is_long_section(lines: Sequence[Line], run: Sequence[int]) -> bool:
    """Whether a run has many buttons and mostly short texts between: below long ones it is answers to a question."""
    texts = [sum(line.is_prose for line in lines[early:late]) for early, late in pairwise(run) if late - early > 1]
    return len(run) >= _LONG_SECTION and sum(text >= 2 for text in texts) * 2 <= sum(text >= 1 for text in texts)


def _parts(lines: Sequence[Line], run: Sequence[int]) -> Iterator[list[int]]:
    """Cut a run of buttons where two paragraphs stand between them."""
    part = [run[0]]
    for early, late in pairwise(run):
        if sum(line.is_prose for line in lines[early:late]) >= 2:
            yield part
            part = []
        part.append(late)
    yield part


def _comment_start(lines: Sequence[Line], story: int, button: int) -> int:
    """Return where the comment above the first button starts: below the nearest chrome, if that is near.

    Paragraphs on the way may be the story's last ones, so unless a comment box stands there, one is crossed at
    most, and the story's first line never. Without chrome between, only the button goes.
    """
    crossed = 0
    for place in range(button - 1, max(button - _COMMENT_GAP, story), -1):
        line = lines[place]
        if line.is_evidence and line.rule not in COMMENTS:
            return place + 1 if crossed <= 1 or line.rule == "chrome.comment-box" else button
        crossed += line.is_prose
    return button
