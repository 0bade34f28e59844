"""Where the headline of a page is: above the date, over a few buttons, or below the menus."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean.chrome.lines import Line, runs
from newsclean.chrome.rulebook import LISTS
from newsclean.lazily import lazily

__all__ = ["below_list", "headline", "may_be_title", "published"]

_DATE = lazily(r"\d(?:\d{3}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d?-\d{1,2} ?\d\d:\d\d)")
_LABELLED = lazily("[:：](?<=(?:来源|來源|作者|记者|記者|编辑|編輯).)")
_LABELS = ("来源 ", "來源 ", "作者 ", "记者 ", "記者 ")
# Share buttons, font sizes and a summary's label stand between the date and the text.
_REACH = 16
_NEAR = 6
# So many lines between the menus and the text are more than a headline: verse, or a list.
_VERSE = 4
_SHORTEST = 6
_STACK = 3
_MENUS = LISTS | {
    f"chrome.{name}" for name in ("app-promo", "channel", "comment-box", "e-paper-promo", "footer", "navigation")
}


# What only sites print: a date with the time of day or the source.
_PUBLISHED = lazily(
    r"(?:发布|發布|發佈|更新)(?:时间|時間|日期)[:：]|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}(?:日?[/ ]*\d{1,2}[:：]\d\d|.{0,60}(?:[来來]源|作者|[阅閱][读讀]|[点點][击擊]|[浏瀏][览覽])[:：])"
)


def published(lines: Sequence[Line], story: int) -> int | None:
    """Return the place of the line that says when a site published the story that starts at `story`, if one is near."""
    near = range(max(story - _NEAR, 0), story)
    return next((place for place in near if _PUBLISHED.search(lines[place].text)), None)


def headline(lines: Sequence[Line], story: int) -> int:
    """Return the place of the headline above the story that starts at `story`.

    Between the menus and the text of a story stand its headline, a line of date and source, and share buttons.
    The headline is above the date; where there is no date, what follows the menus is taken for the headline stack.
    """
    dates = [place for place in range(max(story - _REACH, 0), story) if _has_date(lines[place])]
    if dates:
        *_, near = runs(dates, _NEAR)
        return _stack(lines, near[0])
    menus = story
    while menus > 0 and not _is_menu(lines, menus - 1):
        menus -= 1
    unknown = [place for place in range(menus, story) if lines[place].rule is None and lines[place].gone is None]
    titles = unknown if len(unknown) >= _VERSE else [place for place in unknown if may_be_title(lines[place])]
    return (titles or unknown[-1:] or [story])[0]


def _stack(lines: Sequence[Line], date: int) -> int:
    """Return the first line of the headline stack that ends above `date`, or a few buttons higher."""
    top = date
    while top > 0 and date - top < _REACH and not may_be_title(lines[top - 1]):
        top -= 1
    bottom = top
    while top > 0 and bottom - top < _STACK and may_be_title(lines[top - 1]):
        top -= 1
    if top < bottom:
        return top
    return next((place for place in range(date - 1, max(date - _NEAR, 0) - 1, -1) if lines[place].rule is None), date)


def may_be_title(line: Line) -> bool:
    """Whether a line may be a headline: unknown, no date, and not very short."""
    return line.rule is None and len(line.text) >= _SHORTEST and not _has_date(line)


def _has_date(line: Line) -> bool:
    """Whether a date stands in a line, or who wrote or edited what is below."""
    text = line.text
    return bool(_DATE.search(text) or _LABELLED.search(text)) or text.startswith(_LABELS)


def _is_menu(lines: Sequence[Line], place: int) -> bool:
    """Whether a line belongs to a menu; a single word such as `评论` may be a button below the headline."""
    rule = lines[place].rule
    return rule in _MENUS and (rule != "chrome.channel" or place == 0 or lines[place - 1].is_evidence)


def below_list(lines: Sequence[Line], end: int) -> int:
    """Return where the headline of a story starts that follows a list of links, which ends at `end`.

    A list looks like a headline, so only its last line above buttons and a date is taken for one; where there is no
    date, three lines above the paragraph are. Where no story follows, nothing of the list is a headline.
    """
    ends_in_prose = end < len(lines) and lines[end].is_prose
    near = range(max(end - _NEAR, 0), end) if ends_in_prose else range(end, min(end + _REACH, len(lines)))
    date = next((place for place in near if _has_date(lines[place])), None)
    if date is None:
        return end - _STACK if ends_in_prose else end
    if any(may_be_title(line) for line in lines[end:date]) or not any(
        line.is_prose for line in lines[date : date + _NEAR]
    ):
        return end
    above = range(min(date, end) - 1, max(end - _REACH, 0) - 1, -1)
    return next((place for place in above if may_be_title(lines[place])), end)
