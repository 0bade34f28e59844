"""How time grows with the input, on texts made to be slow: `python bench/growth.py [STEP,...] [SHAPE,...]`.

Each step, the layout, splitting and the whole clean are run on each shape of text, doubled until a run takes a second
and a half or the text has a million characters. Printed are the length, the CPU time, the time for a character, and
the largest growth of the last two doublings. tests/test_growth.py counts what is done on the same shapes.
"""

from __future__ import annotations

import gc
import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping

from newsclean import registry
from newsclean.layout import layout
from newsclean.plan import default_plan
from newsclean.split import divide

LEAD = "本报讯(记者 王一)昨日,区政府召开防汛工作会议,研究部署汛期准备工作,要求各部门抓好隐患排查,确保安全。"
OPEN = "区政府召开防汛工作会议,研究部署汛期准备工作,要求各部门抓好隐患排查,确保\n"
MOST = 1_000_000
LONG = 1.5  # seconds of CPU
LEAST = 2_000


def repeated(piece: str) -> Callable[[int], str]:
    """Return what makes a text of a length by repeating a piece."""
    return lambda length: (piece * (length // len(piece) + 1))[:length]


def numbered(form: str) -> Callable[[int], str]:
    """Return what makes a text by repeating a form with rising numbers."""

    def make(length: int) -> str:
        found: list[str] = []
        size = 0
        for number in itertools.count():
            if size >= length:
                return "".join(found)
            found.append(form.format(number))
            size += len(found[-1])
        raise AssertionError

    return make


def around(before: str, filling: str, after: str) -> Callable[[int], str]:
    """Return what makes a text of a filling between two ends."""
    return lambda length: before + repeated(filling)(length) + after


def random_hanzi(length: int) -> str:
    """Return hanzi of which hardly any stretch stands twice."""
    draw = random.Random(1)
    return "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def doubled(length: int) -> str:
    """Return a text of lines that says all of itself twice."""
    half = random_hanzi(length // 2)
    lines = "\n".join(half[at : at + 50] for at in range(0, len(half), 50))
    return f"{lines}\n{lines}"


def fibonacci(length: int) -> str:
    """Return a text in which repeats stand in repeats, at every length."""
    short, long = "甲乙丙丁戊己,", "庚辛壬癸子丑。\n"
    while len(long) < length:
        short, long = long, long + short
    return long[:length]


SHAPES: Mapping[str, Callable[[int], str]] = {
    **{
        f"open {name}": repeated(piece) for name, piece in (("brackets", "("), ("wide brackets", "（"), ("quotes", "“"))
    },
    "hanzi and brackets": repeated("好("),
    "letters behind a bracket": around("好(", "a", ""),
    "annotations": repeated("临平(línpíng)"),
    "damaged annotations": repeated("?，F(xiàn)"),
    "eaten annotations": repeated("打?qū)嵉"),
    "question marks": repeated("?"),
    "short lines": repeated("好\n"),
    "equal headlines": repeated("区政府召开防汛工作会议\n"),
    "endless line": random_hanzi,
    "one character": repeated("好"),
    "endless sentence": repeated(LEAD),
    "equal lines": repeated(f"{LEAD}\n"),
    "equal paragraphs": repeated(f"{LEAD}\n\n"),
    "all of it twice": doubled,
    "deep repeats": repeated("甲乙丙丁戊己,庚辛壬癸子丑,甲乙丙丁戊己,庚辛,甲乙丙丁戊己。\n"),
    "repeats in repeats": fibonacci,
    "swapped clauses": repeated("甲乙丙丁戊己,庚辛壬癸子丑。\n庚辛壬癸子丑,甲乙丙丁戊己。\n"),
    "nested quotes": lambda length: "“" * (length // 2) + "”" * (length // 2),
    "straight quotes": repeated('"'),
    "closing quotes": around("好。", "”", ""),
    "datelines": numbered("新华社北京{}月6日电\n"),
    "bylines": repeated("本报讯(记者 王一)\n"),
    "names": around("(记者 ", "王一、", ""),
    "jumps out": repeated("确保关键时(下转2版)\n"),
    "jumps in": repeated("(上接1版)刻拉得出。\n"),
    "chrome between paragraphs": repeated(f"评论列表\n{LEAD}\n"),
    "links": repeated("相关推荐\n区里开会\n"),
    "comments": repeated("回复\n赞\n说得好啊\n"),
    "channels": repeated("首页 新闻 体育 财经\n"),
    "channels in one line": repeated("首页 "),
    "stories": numbered("区政府召开第{0}次会议\n本报讯(记者 王一)昨日,第{0}次会议召开,研究工作。\n"),
    "articles": repeated(f"区里开会\n\n{LEAD}\n\f\n"),
    "kickers": repeated("王一强调:\n"),
    "captions": repeated("图为王一在工作。 李四 摄\n"),
    "fragments": repeated(OPEN),
    "fragments and captions": repeated(f"{OPEN}李四 摄\n"),
    "form feeds": repeated("\f\n"),
    "blanks": around("好", " ", "好"),
    "wide blanks": around("", "\u3000", "好"),
    "blanks between": repeated("好 "),
    "line ends": around("好", "\n", "好"),
    "carriage returns": repeated("\r\n"),
    "blank lines": around("好\n", "  \n", "好"),
    "zero width": repeated("好\u200b"),
    "joiners": repeated("👨\u200d"),
    "combining marks": around("a", "\u0301", ""),
    "dashes": repeated("—"),
    "bars": repeated("好|"),
    "titles": repeated("《好"),
    "site names": around("好", " - 好", ""),
    "latin": repeated("word "),
    "misread lines": repeated("浣犲ソ锛屼笘鐣岋紒\n"),
    "traditional": repeated("國會議員發展"),
}


def works() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Yield what is done with a text: every step, the layout, splitting, all of it."""
    for name, step in registry.steps().items():
        yield name, lambda text, step=step: list(step.edits(text))
    normalize = registry.get("normalize").edits
    yield "normalize, all of it", lambda text: list(normalize(text, nfc=True, quotes="curly", width=True))
    yield "layout", layout
    yield "split", divide
    yield "clean", default_plan().run


def cpu(work: Callable[[str], object], text: str) -> float:
    """Return the CPU seconds of one run."""
    gc.collect()
    before = time.process_time()
    work(text)
    return time.process_time() - before


def main() -> None:
    """Print a line for each work and shape, those that grow most last."""
    wanted = [set(argument.split(",")) for argument in sys.argv[1:]]
    rows = []
    for name, work in works():
        for shape, make in SHAPES.items():
            if all(one in names for one, names in zip((name, shape), wanted, strict=False)):
                rows.append((*measured(work, make), name, shape))
                growth, length, seconds, *_ = rows[-1]
                print(
                    f"{name:22} {shape:26} {length:9,} {seconds:6.2f} s {1e6 * seconds / length:7.2f} µs {growth:5.2f}"
                )
    print("the most:")
    for growth, length, seconds, name, shape in sorted(rows)[-5:]:
        print(f"{name:22} {shape:26} {length:9,} {seconds:6.2f} s {1e6 * seconds / length:7.2f} µs {growth:5.2f}")


def measured(work: Callable[[str], object], make: Callable[[int], str]) -> tuple[float, int, float]:
    """Return the largest of the last two growths that can be told, the last length and its time."""
    times = []
    length = LEAST
    work(make(100))
    while True:
        text = make(length)
        times.append(min(cpu(work, text[:-1]), cpu(work, text)))  # the other is another text to caches
        if times[-1] > LONG or length >= MOST:
            break
        length *= 2
    growths = [late / early for early, late in itertools.pairwise(times) if early > 0.05]
    return max(growths[-2:], default=0.0), length, times[-1]


if __name__ == "__main__":
    main()
