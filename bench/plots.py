"""Plots as SVG, written by hand: bars on a logarithmic scale, and lines on two of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_WIDTH = 760
_LABEL = 250  # for the names at the left of bars
_ROW = 20
_MARGIN = 60
_HEIGHT = 380
_LEGEND = 250
_NEARLY = 0.05  # of a decade: 101 MB need no scale up to 1,000
_OWN, _OTHER, _GRID, _INK = "#1f6feb", "#9aa4af", "#e3e6ea", "#24292f"
_COLOURS = ("#1f6feb", "#d1570b", "#2a8f4f", "#8a4fbf")


class Bar(NamedTuple):
    """A bar: its name, its length (None: there is none, for a reason), and whether it is newsclean's own."""

    name: str
    value: float | None
    reason: str
    is_own: bool


class Line(NamedTuple):
    """A line through points."""

    name: str
    points: list[tuple[float, float]]


def bars(title: str, groups: Sequence[tuple[str, Sequence[Bar]]]) -> str:
    """Draw groups of bars below each other, all on one logarithmic scale."""
    scale = _Scale([bar.value for _, group in groups for bar in group if bar.value], _LABEL, _WIDTH - _MARGIN)
    drawn = [_text(_LABEL, 20, title, size=14)]
    y = 50
    for name, group in groups:
        drawn.append(_text(10, y, name, weight="bold"))
        for bar in group:
            y += _ROW
            drawn += _bar(bar, y, scale)
        y += 2 * _ROW
    grid = [_upright(scale.at(tick), 28, y - _ROW, _figure(tick)) for tick in scale.ticks]
    return _page(y, "".join(grid + drawn))


def _bar(bar: Bar, y: int, scale: _Scale) -> list[str]:
    name = _text(_LABEL - 8, y, bar.name, anchor="end")
    if bar.value is None:
        return [name, _text(_LABEL + 4, y, bar.reason[:80], colour=_OTHER)]
    width = max(scale.at(bar.value) - _LABEL, 1)
    colour = _OWN if bar.is_own else _OTHER
    shape = f'<rect x="{_LABEL}" y="{y - 12}" width="{width:.1f}" height="15" fill="{colour}"/>'
    return [name, shape, _text(_LABEL + width + 4, y, _figure(bar.value))]


def lines(across: str, up: str, drawn: Sequence[Line]) -> str:
    """Draw lines over each other, both scales logarithmic: what is linear rises by one decade in each."""
    horizontal = _Scale([x for line in drawn for x, _ in line.points], _MARGIN, _WIDTH - _LEGEND)
    vertical = _Scale([y for line in drawn for _, y in line.points], _HEIGHT - _MARGIN, 40)
    shapes = [
        _upright(horizontal.at(tick), 40, _HEIGHT - _MARGIN, _figure(tick), below=True) for tick in horizontal.ticks
    ]
    shapes += [_level(vertical.at(tick), _figure(tick)) for tick in vertical.ticks]
    for place, line in enumerate(drawn):
        shapes += _line(line, _COLOURS[place % len(_COLOURS)], horizontal, vertical)
        shapes.append(
            _text(_WIDTH - _LEGEND + 10, 60 + _ROW * place, line.name, colour=_COLOURS[place % len(_COLOURS)])
        )
    shapes += [_text(_MARGIN, 24, up, size=14), _text(_WIDTH - _LEGEND, _HEIGHT - 20, across, anchor="end", size=14)]
    return _page(_HEIGHT, "".join(shapes))


def _line(line: Line, colour: str, horizontal: _Scale, vertical: _Scale) -> list[str]:
    places = [(horizontal.at(x), vertical.at(y)) for x, y in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
    return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots]


class _Scale:
    """A logarithmic scale over whole decades, from the place `start` to the place `end`."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low = math.floor(math.log10(min(values)) + _NEARLY)
        self.high = max(math.ceil(math.log10(max(values)) - _NEARLY), self.low + 1)
        self.start, self.end = start, end
        self.ticks = [10.0**power for power in range(self.low, self.high + 1)]

    def at(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (self.end - self.start) * (math.log10(value) - self.low) / (self.high - self.low)


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _upright(x: float, top: float, bottom: float, name: str, *, below: bool = False) -> str:
    line = f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="{_GRID}"/>'
    return line + _text(x, bottom + 16 if below else top + 10, name, anchor="middle", colour=_OTHER)


def _level(y: float, name: str) -> str:
    line = f'<line x1="{_MARGIN}" y1="{y:.1f}" x2="{_WIDTH - _LEGEND}" y2="{y:.1f}" stroke="{_GRID}"/>'
    return line + _text(_MARGIN - 8, y + 4, name, anchor="end", colour=_OTHER)


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", colour: str = _INK, size: int = 12, weight: str = "normal"
) -> str:
    style = f'text-anchor="{anchor}" fill="{colour}" font-size="{size}" font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(text)}</text>'


def _page(height: float, content: str) -> str:
    """Return a drawing on white, so that it can be read on a dark page as well."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height:.0f}" viewBox="0 0 {_WIDTH} '
        f'{height:.0f}" font-family="sans-serif"><rect width="100%" height="100%" fill="white"/>{content}</svg>\n'
    )
