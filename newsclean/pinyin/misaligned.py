"""Repair hanzi that an annotator of traditional text has damaged.

Such programs look for traditional forms in the bytes of GBK, two to a hanzi, and not always at the right offset. They
then find a form that straddles two hanzi, or cut one in half; what is half a hanzi is printed as a question mark,
and the halves around it pair up wrongly:

    發(fā)布?，F(xiàn)在    A1|A3 AC|46, read one byte too late; with A1 in front: A1A3 AC46 = 。現
    打?qū)嵉               F2|8C found as 驅 (qū) in B4F2 8C8D B5C4 = 打實的; the bracket went with 8C
    日?qǐng)?bào)          D5|88 found as 請 (qǐng) in C8D5 88F3 = 日報, whose own reading follows

    在A(yíng)股             DA|41 found as 贏 in D4DA 41 = 在A; nothing is lost, the bracket goes

So the bytes are put together again with the lost one. A repair is certain (`pinyin.repaired`) where exactly one
lost byte gives familiar hanzi of which the one in question has the reading that is printed; otherwise the most
likely is put, or just the reading taken out, and the edit is named `pinyin.damaged`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean.edits import Edit
from newsclean.lazily import lazily
from newsclean.pinyin.commonness import is_traditional, rank
from newsclean.pinyin.readings import KNOWN, normalize, said

__all__ = ["repairs"]

_SYLLABLE = r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}"
_PAIRED = r"[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e‘-”…—·]"  # what two bytes may have turned into
_SHIFTED = lazily(rf"\?(?P<run>{_PAIRED}{{1,12}})(?P<half>[@-~])[(（](?P<reading>{_SYLLABLE})[)）]")
_EATEN = lazily(
    rf"(?:\?(?P<run>{_PAIRED}{{1,12}})|(?P<before>{_PAIRED}))\?(?P<reading>{_SYLLABLE})[)）]"
    rf"(?P<after>{_PAIRED}{{1,12}}[@-~](?![A-Za-z])|{_PAIRED}?)"
)
_LETTER = lazily(rf"(?P<before>[\u4e00-\u9fff])(?P<half>[@-~])[(（](?P<reading>{_SYLLABLE})[)）]")
_READ_TWICE = lazily(rf"(?P<before>{_PAIRED})\?(?P<reading>{_SYLLABLE})[)）]\?(?P<own>{_SYLLABLE})[)）]")
_PUNCTUATION = "。，、；：？！”’）》」』…—·"
_LEADS = b"\xa1\xa3"  # the rows of GBK that hold punctuation
_FAMILIAR = 4000  # rank up to which a hanzi that comes out of a repair is believed


def repairs(text: str) -> Iterator[Edit]:
    """Yield the repairs of a page whose traditional forms are annotated."""
    found = [edit for match in _LETTER.finditer(text) if (edit := _before_letter(match))]
    if "?" in text:
        found += _mended(text)
    done = 0
    for edit in sorted(found, key=lambda edit: (edit.start, -edit.end)):
        if edit.start >= done:
            yield edit
            done = edit.end


def _mended(text: str) -> list[Edit]:
    found = [_shifted(match) for match in _SHIFTED.finditer(text)]
    found += [_eaten(match) for match in _EATEN.finditer(text)]
    return found + [edit for match in _READ_TWICE.finditer(text) if (edit := _read_twice(match))]


def _before_letter(match: re.Match[str]) -> Edit | None:
    """Take out the reading in `在A(yíng)股`: the form that was annotated ends in a letter."""
    form = _decoded(_bytes(match["before"])[-1:] + match["half"].encode(), believe=True)
    if not _fits(form, normalize(match["reading"])):
        return None
    return Edit(match.end("half"), match.end(), "", "pinyin.annotation")


def _shifted(match: re.Match[str]) -> Edit:
    """Mend `?，F(xiàn)`: the byte before the run is lost, its last byte stands before the bracket."""
    data = _bytes(match["run"]) + match["half"].encode()
    solutions = _with_lead(data, normalize(match["reading"]))
    if len(solutions) == 1:
        return Edit(match.start(), match.end(), solutions[0], "pinyin.repaired")
    return Edit(match.start("reading") - 1, match.end(), "", "pinyin.damaged")


def _eaten(match: re.Match[str]) -> Edit:
    """Mend a reading whose opening bracket was taken for the second half of a hanzi."""
    reading = normalize(match["reading"])
    if match["run"]:
        data = _bytes(match["run"])
        solutions = [text for half in _HALVES for text in _with_lead(data + half, reading)]
        if len(solutions) == 1:
            return Edit(match.start(), match.start("after"), solutions[0], "pinyin.repaired")
    elif match["after"]:
        mended = _straddled(match, reading)
        if mended:
            return mended
    return Edit(match.start("reading"), match.start("after"), "", "pinyin.damaged")


def _read_twice(match: re.Match[str]) -> Edit | None:
    """Mend `日?qǐng)?bào)`: the form that was annotated ends in the first half of one that is annotated too."""
    second = _bytes(match["before"])[-1:]
    reading, own = normalize(match["reading"]), normalize(match["own"])
    halves = [half for half in _HALVES if _fits(_decoded(second + half, believe=True), reading)]
    forms = [form for half in halves for end in _HALVES if _fits(form := _decoded(half + end), own)]
    if len(forms) != 1:
        return None
    return Edit(match.start("reading") - 1, match.end(), forms[0], "pinyin.repaired")


_HALVES = [bytes([half]) for half in (*range(0x40, 0x7F), *range(0x80, 0xFF))]


def _with_lead(data: bytes, reading: str) -> list[str]:
    """Return what `data` says behind a lost byte of punctuation, if it ends in a form that is read so."""
    texts = (_decoded(bytes([lead]) + data) for lead in _LEADS)
    return [text for text in texts if text and text[0] in _PUNCTUATION and _fits(text[-1], reading)]


def _straddled(match: re.Match[str], reading: str) -> Edit | None:
    """Mend `打?qū)嵉`: the form that was annotated lies across the hanzi before and the next one."""
    second = _bytes(match["before"])[-1:]
    halves = [half for half in _HALVES if _fits(_decoded(second + half, believe=True), reading)]
    start, after = match.start("reading") - 1, match["after"]
    whole = [text for half in halves if (text := _decoded(half + _bytes(after)))]
    if len(whole) == 1:
        return Edit(start, match.end(), whole[0], "pinyin.repaired")
    first = _bytes(after[0])
    begun = [text for half in halves if (text := _decoded(half + first[:1]))]
    if len(begun) == 1:
        return Edit(start, match.start("after") + 1, begun[0] + _commonest(first[1:]), "pinyin.damaged")
    return None


def _fits(form: str, reading: str) -> bool:
    if not is_traditional(form):
        return False
    fit = said(form, reading)
    return fit is not None and fit <= KNOWN


def _commonest(lead: bytes) -> str:
    """Return the commonest hanzi that begins with this byte; its second is gone."""
    return min((_decoded(lead + half, believe=True) for half in _HALVES), key=lambda text: rank(text or "\0"))


def _bytes(text: str) -> bytes:
    return text.encode("gbk", "replace")


def _decoded(data: bytes, *, believe: bool = False) -> str:
    """Return what `data` says in GBK, nothing where it is not valid or (unless believed) has unfamiliar hanzi."""
    try:
        text = data.decode("gbk")
    except UnicodeDecodeError:
        return ""
    return text if believe or all(map(_is_familiar, text)) else ""


def _is_familiar(character: str) -> bool:
    return not "\u4e00" <= character < "\uff00" or rank(character) <= _FAMILIAR
