"""What is measured: who takes part in which contest, with which command.

An argument may name an input: {jsonl} pages as JSON Lines, {text} the same as plain text, {gb18030} that text in
GB18030, {page} one page, {folder} a folder with the pages; and {out}, a file for what is written beside the result,
or {fresh}, a folder that is not there yet; both are thrown away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Lower-case letters, toned or not, in brackets, behind anything: what a one-liner can know of readings.
_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü'"
_BRACKET = rf"[(（][{_LETTERS} ]+[)）]"
_PERL = ("-Mutf8", "-CSD", "-pe", f"s/{_BRACKET}//g")
_RIPGREP = ("--passthru", "--no-line-number", "--replace", "", _BRACKET)
_COPY_ROWS = (
    "import json, sys; "
    "sys.stdout.writelines(json.dumps(json.loads(line), ensure_ascii=False) + chr(10) for line in sys.stdin)"
)


@dataclass(frozen=True)
class Entrant:
    """A command that takes part. `peer` names the entry of a program run by calls.py in an environment of its own;
    `package` the Debian package of a program that the system may lack; `source` the standard input.
    """

    name: str
    arguments: tuple[str, ...]
    peer: str = ""
    package: str = ""
    source: str = ""


@dataclass(frozen=True)
class Contest:
    """Entrants that take turns on inputs of `part` of the full size (0: one page), counted in megabytes of `form`.

    `turns` are more than usual.
    """

    name: str
    title: str
    entrants: tuple[Entrant, ...]
    part: float = 1
    form: str = "jsonl"
    turns: int = 0
    is_clustering: bool = False


def own(arguments: str) -> Entrant:
    """Return newsclean with these arguments, named after the command and its telling options."""
    shown = re.sub(r" (-f jsonl -t jsonl|-o \{\w+\}|\{\w+\})", "", arguments)
    return Entrant(f"newsclean {shown}", ("{newsclean}", *arguments.split()))


def tool(name: str, *arguments: str, package: str = "", source: str = "") -> Entrant:
    """Return a program of the system."""
    return Entrant(name, arguments, package=package, source=source)


def peer(name: str, command: str) -> Entrant:
    """Return a program that stands in for a command of newsclean, row by row."""
    return Entrant(name, tuple(command.split()), peer=name, source="{jsonl}")


_ROWS = "-f jsonl -t jsonl"
_ACROSS = f"dedup --across --mark {_ROWS}"

CONTESTS = (
    Contest(
        "start",
        "Start-up",
        (
            tool("python -c pass", "{python}", "-c", "pass"),
            own("--version"),
            own("strip-pinyin {page}"),
            own("clean {page}"),
        ),
        part=0,
        turns=15,
    ),
    Contest(
        "steps",
        "Page steps",
        (
            own(f"strip-pinyin {_ROWS} {{jsonl}}"),
            own(f"strip-chrome {_ROWS} {{jsonl}}"),
            own(f"dedup {_ROWS} {{jsonl}}"),
            own(f"normalize {_ROWS} {{jsonl}}"),
            tool("perl", "perl", *_PERL, "{jsonl}"),
            tool("sed", "sed", "-E", f"s/{_BRACKET}//g", "{jsonl}"),
            tool("ripgrep", "rg", *_RIPGREP, "{jsonl}", package="ripgrep"),
            tool("sort -u", "sort", "-u", "{text}"),
            tool("rows read and written by Python", "{python}", "-c", _COPY_ROWS, source="{jsonl}"),
        ),
    ),
    Contest(
        "text",
        "One long text",
        (own("strip-pinyin {text}"), tool("perl", "perl", *_PERL, "{text}")),
        form="text",
    ),
    Contest(
        "layout",
        "Steps that read the layout, a quarter of the pages",
        (
            own(f"clean {_ROWS} {{jsonl}}"),
            own(f"reflow {_ROWS} {{jsonl}}"),
            own(f"split {_ROWS} {{jsonl}}"),
            own(f"clean {_ROWS} --trace {{out}} {{jsonl}}"),
            own(f"clean {_ROWS} -j 2 {{jsonl}}"),
            own("batch -j 1 {folder} -o {fresh}"),
            own("batch -j 2 {folder} -o {fresh}"),
        ),
        part=0.25,
    ),
    Contest(
        "decode",
        "Decoding GB18030",
        (own("decode {gb18030}"), tool("iconv", "iconv", "-f", "GB18030", "-t", "UTF-8", "{gb18030}")),
        form="gb18030",
    ),
    Contest(
        "across",
        "Near-duplicates",
        (own(f"{_ACROSS} {{jsonl}}"), peer("rensa", _ACROSS), peer("datasketch", _ACROSS)),
        is_clustering=True,
    ),
    Contest(
        "across-part",
        "Near-duplicates, a tenth of the pages",
        (
            own(f"{_ACROSS} {{jsonl}}"),
            peer("rensa", _ACROSS),
            peer("datasketch", _ACROSS),
            peer("text-dedup", _ACROSS),
            peer("text-dedup, clauses", _ACROSS),
            peer("Data-Juicer, MinHash", _ACROSS),
        ),
        part=0.1,
        is_clustering=True,
    ),
    Contest(
        "clean-part",
        "Whole cleaning, a fortieth of the pages",
        (
            own(f"clean {_ROWS} {{jsonl}}"),
            peer("ftfy", f"clean {_ROWS}"),
            peer("trafilatura", f"clean {_ROWS}"),
            peer("jusText", f"clean {_ROWS}"),
            peer("JioNLP, all", f"clean {_ROWS}"),
            peer("Data-Juicer, web cleaners", f"clean {_ROWS}"),
        ),
        part=0.025,
    ),
)

# What is watched while the input grows tenfold and tenfold again.
GROWING = (own(f"strip-pinyin {_ROWS} {{jsonl}}"), own(f"clean {_ROWS} {{jsonl}}"), own(f"{_ACROSS} {{jsonl}}"))
