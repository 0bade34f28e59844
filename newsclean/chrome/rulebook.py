"""Known lines of page furniture: the rules of `rules/chrome.toml`, compiled, and how a line is compared to them.

    >>> compiled().find("發表評論：")
    'chrome.comment-box'
    >>> compiled().find("他在評論裡寫道，這座橋修得好。") is None
    True

A line is compared stripped, with half-width forms, simplified characters and single blanks, and the patterns are
folded the same way, so that one spelling of a rule finds them all. Whether a line that matches really goes is
decided by `newsclean.chrome.surroundings`: some rules need the company of others.
"""

from __future__ import annotations

import functools
import json
import re
import zlib
from collections.abc import Iterable

from newsclean.chrome.index import Index, Tables, indexed, loaded
from newsclean.folding import simplified
from newsclean.lazily import lazily
from newsclean.packaged import packaged
from newsclean.rules import Rule, builtin

__all__ = ["COMMENTS", "IN_COMPANY", "LISTS", "NUMBERS", "Chrome", "compiled", "compiled_own", "fold"]

# Rules whose words are common ones too: they remove a line only beside other chrome.
IN_COMPANY = frozenset(
    f"chrome.{name}"
    for name in (
        "broadcast-times",
        "channel",
        "comment",
        "comment-field",
        "footer-link",
        "keywords",
        "label",
        "media-name",
        "page-button",
        "placeholder",
        "production-credit",
        "share-button",
        "stamp",
    )
)
# Numbers and dates: of the rules above, those that say nothing about the lines around them, and that go only
# between chrome. `02` above a section and `2020年2月3日 星期一` in a diary look the same.
NUMBERS = frozenset({"chrome.page-button", "chrome.stamp"})
# Titles of lists of links: they go when a list or other chrome follows.
LISTS = frozenset({"chrome.headline-index", "chrome.ranking", "chrome.related-links"})
# What stands under each reader's comment.
COMMENTS = frozenset({"chrome.comment"})
# Chrome that is written in sentences. A line that ends like a sentence is compared to these alone.
_SENTENCES = frozenset(
    {
        "chrome.advertisement",
        "chrome.app-slogan",
        "chrome.comment-box",
        "chrome.disclaimer",
        "chrome.navigation",
        "chrome.notice",
        "chrome.pager",
    }
)

# What also stands in the line of date, source and editor below a headline, which says where a story comes from.
_META = frozenset({"chrome.editor-line", "chrome.media-name", "chrome.source-line"})

# Half of all lines have at most 60 characters, and they hold 4 % of the text: these are compared to all rules.
# Longer ones, which are disclaimers and footers if anything, only where they hold one of these clues.
_SHORT = 60
_LONG = 400
_WORDS = (
    *("©", "opyright", "ICP", "不代表", "二维码", "二維碼", "侵权", "侵權", "公众号", "公眾號", "原标题", "原標題"),
    *("声明", "聲明", "客户端", "客戶端", "立场", "立場", "编辑", "編輯", "联系我们", "聯絡我們", "举报", "舉報"),
    *("许可证", "許可證", "评论", "評論", "责编", "責編", "转载", "轉載", "版权", "版權", "风险", "風險"),
    *("刊号", "刊號", "留言", "浏览器", "瀏覽器", "ookie", "隐私", "隱私", "下载", "下載"),
    *("http", "</", "链接", "鏈接", "有权", "有權", "订阅", "訂閱"),
)
_CLUES = re.compile("|".join(_WORDS))
_PIECE = 8  # characters for each blank or bar of a row of short names

_NARROW = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys("\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}", " "),
    **dict.fromkeys("•・", "·"),
    **dict.fromkeys("｜丨│┊︱", "|"),
    "〔": "[",
    "〕": "]",
}
_WIDE = re.compile(f"[{''.join(_NARROW)}]")
_GAP = re.compile(r"(?:[ |/·>»&]|(?<=[^ -])-(?= ))+")
_TRANSLATION = re.compile(r"(?<=[\u4e00-\u9fff]) ?[a-z][a-z ]*$")
_SENTENCE_END = lazily(r"[\u4e00-\u9fff\d”’」』)》][。!?!?…]+[”’」』)\]】]*$")
_SPACED_OUT = re.compile(r"(?:[\u4e00-\u9fff] ){3,}[\u4e00-\u9fff]$")
_SPECIAL = frozenset("()[]{}.*+?|^$\\-&~#")


class Chrome:
    """A list of rules, compiled: those that come with newsclean (`compiled`), or a user's own.

    `sentences` are the rules that a line which ends like a sentence is compared to; by default all are.
    """

    def __init__(self, tables: Tables, sentences: frozenset[str] | None = None) -> None:
        self._index = Index(tables)
        self._sentences = sentences
        # A site prints the same lines on all its pages.
        self._compared = functools.lru_cache(maxsize=1 << 14)(self._compare)

    def known(self, text: str) -> dict[str, str]:
        """Return the lines of a page that match a rule, stripped, each with the id of its rule."""
        text = text.replace("\r", "\n")
        lines = list(map(str.strip, text.split("\n")))
        worth = [line for line in lines if len(line) <= _SHORT]
        worth += {_line_at(text, clue.start()) for clue in _CLUES.finditer(text)}
        if text.count(" ") + text.count("|") >= _SHORT // _PIECE:
            worth += [line for line in lines if len(line) > _SHORT and _is_row(line)]
        return {line: rule for line in worth if len(line) <= _LONG and (rule := self._compared(line))}

    def find(self, line: str) -> str | None:
        """Return the id of the rule that matches `line`, or none."""
        return None if len(line) > _SHORT and not _may_be_chrome(line) else self._compared(line)

    def _compare(self, line: str) -> str | None:
        folded = fold(line)
        if not folded:
            return None
        rule = self._known(folded) or self._pieces(folded)
        if rule is None and _SPACED_OUT.match(folded):
            folded = folded.replace(" ", "")
            rule = self._known(folded)
        if rule is None or self._sentences is None or rule in self._sentences or len(folded) <= 10:
            return rule
        return None if _SENTENCE_END.search(folded) else rule

    def _known(self, folded: str) -> str | None:
        """Return the rule of a line or a piece, also with marks or a translation: `【打印】`, `↑返回顶部`, `国际World`."""
        rule = self._index.find(folded)
        bare = folded.strip(_MARKS)
        if not rule and bare != folded:
            rule = self._index.find(bare)
            if rule == "chrome.channel" and folded.startswith("【"):  # a story's label: 【图片新闻】
                return None
        if rule or not "a" <= bare[-1:] <= "z" or not _TRANSLATION.search(bare):
            return rule
        name = self._index.find(_TRANSLATION.sub("", bare))
        return name if name in _NAMES else None

    def _pieces(self, folded: str) -> str | None:
        """Return the rule of a line that is a row of chrome: the first that stands by itself, or of its pieces.

        In a long row of short names some may be unknown, and it is no title of a list; a date beside a source is
        the line below a headline.
        """
        pieces = [piece for piece in _GAP.split(folded) if piece] if _GAP.search(folded) else [folded]
        if len(pieces) == 1:
            return self._joined(folded)
        if not 2 <= len(pieces) <= _MOST_PIECES:
            return None
        if len(pieces) < _LONG_ROW and not self._known(pieces[0]):
            return None
        found = [rule for rule in map(self._known, pieces) if rule]
        missing = len(pieces) - len(found)
        bars = folded.count("|") + folded.count("- ")
        most = _MOST_UNKNOWN_BARRED if bars >= _LONG_ROW - 1 else _MOST_UNKNOWN
        if missing and (len(pieces) < _LONG_ROW or missing > len(pieces) * most or len(folded) > 6 * len(pieces)):
            return None
        if not (NUMBERS.isdisjoint(found) or _META.isdisjoint(found)):
            return None
        names = [rule for rule in found if rule not in LISTS] if len(pieces) >= _LONG_ROW else found
        return next((rule for rule in names if rule not in IN_COMPANY), (names or found)[0])

    def _joined(self, folded: str) -> str | None:
        """Return the rule of names of a menu without gaps between them: `新闻体育财经`."""
        first = name = self._first_name(folded)
        names = 0
        while name:
            names += 1
            folded = folded[len(name) :]
            name = self._first_name(folded)
        return self._index.spelled(first) if names >= _JOINED and not folded else None

    def _first_name(self, folded: str) -> str:
        """Return the longest name of a menu that a line begins with."""
        for end in _LENGTHS_OF_NAMES:
            name = folded[:end]
            if self._index.spelled(name) in _NAMES and len(name) > 1:
                return name
        return ""


# What is printed in menus and bars; how long they are; how many without gaps are one.
_NAMES = frozenset(f"chrome.{name}" for name in ("channel", "footer-link", "navigation", "share-button"))
_LENGTHS_OF_NAMES = range(6, 1, -1)
_JOINED = 3
_MOST_PIECES = 60
_LONG_ROW = 5
# How much of a long row may be unknown: names between bars (`福州|厦门|莆田|…`) are a menu whatever they are.
_MOST_UNKNOWN = 0.4
_MOST_UNKNOWN_BARRED = 0.7
# What sites draw around a button or before a link.
_MARKS = "【】〖〗[]<>«»‹›·●■◆▶►▪★☆※◎○□▲▼↑↓→←|*_—–×✕ "


def _line_at(text: str, place: int) -> str:
    """Return the line around a place in a text, stripped."""
    end = text.find("\n", place)
    return text[text.rfind("\n", 0, place) + 1 : end if end >= 0 else None].strip()


def _may_be_chrome(line: str) -> bool:
    """Whether a line of more than a few words is worth comparing: it holds a clue, or is a row of many pieces."""
    return len(line) <= _LONG and (bool(_CLUES.search(line)) or _is_row(line))


def _is_row(line: str) -> bool:
    return line.count(" ") + line.count("|") >= len(line) // _PIECE


@functools.cache
def compiled() -> Chrome:
    """Return the rules that come with newsclean, compiled once.

    Their tables are kept beside them, made by `bench/build/build_chrome_index.py`. Tables that were made of other
    rules are not used: they are made anew each time, which takes longer than cleaning a page.
    """
    fields = json.loads(packaged("data/chrome-index.json"))
    tables = loaded(fields["tables"]) if fields["rules"] == rules_checksum() else tables_of(builtin("chrome").values())
    return Chrome(tables, _SENTENCES)


def rules_checksum() -> int:
    """Return the CRC-32 of the rules that come with newsclean, as they are written: loading SHA-256 takes longer."""
    return zlib.crc32(packaged("rules/chrome.toml"))


def tables_of(rules: Iterable[Rule]) -> Tables:
    """Return the tables of the patterns of rules."""
    return indexed((fold_pattern(pattern), rule.id) for rule in rules for pattern in rule.match)


@functools.lru_cache(maxsize=8)
def compiled_own(rules: tuple[Rule, ...]) -> Chrome:
    """Return a user's rules, compiled once for all pages of a run."""
    return Chrome(tables_of(rules))


def fold(line: str) -> str:
    """Return `line` as it is compared: stripped, half-width, simplified, lower-case, single blanks, none before a colon."""
    return " ".join(simplified(_WIDE.sub(_narrowed, line)).split()).lower().replace(" :", ":")


def _narrowed(wide: re.Match[str]) -> str:
    return _NARROW[wide[0]]


def fold_pattern(pattern: str) -> str:
    """Return a regular expression for folded lines; a full-width `？` in it stays a question mark, no operator."""
    pieces = []
    for character in pattern:
        folded = _NARROW.get(character) or simplified(character)
        pieces.append("\\" + folded if folded != character and folded in _SPECIAL else folded)
    return "".join(pieces)
