"""What is called of each peer: run by peers.py, in the environment of that peer.

    python bench/calls.py NAME strip-pinyin -f jsonl -t jsonl < pages.jsonl
    python bench/calls.py NAME decode --errors replace -t jsonl FILE...

A peer stands in for the `newsclean` command: it takes the arguments of the command that a set is scored with, reads
the same rows and writes rows of the same form. So the scorer never knows whom it scores. Each peer is imported only
where it is called, for the module is also read by peers.py, which has none of them.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import json
import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Clean = Callable[[str], str]
Cluster = Callable[[Sequence[str]], Sequence[int]]
Decode = Callable[[bytes], tuple[str, str]]
Split = Callable[[str], list[tuple[str, list[str]]]]

SHINGLE = 5
THRESHOLD = 0.7


@dataclass(frozen=True)
class Peer:
    """One way to call one program.

    `requires` are the packages to install, the one whose version counts first (none: the standard library will do).
    `make` imports the program and returns a function: `Cluster` for neardup, `Decode` for decode, `Split` (headline and
    paragraphs of each article) for pages, else `Clean`.
    """

    name: str
    call: str
    sets: tuple[str, ...]
    requires: tuple[str, ...]
    make: Callable[[], Callable[..., Any]]


PEERS: dict[str, Peer] = {}

JIONLP = ("jionlp==1.5.31",)
# Data-Juicer imports aiohttp without requiring it, and installs the last three by itself on first use.
DATA_JUICER = ("py-data-juicer==1.6.1", "aiohttp", "ftfy", "ray", "scipy")
# jusText, which trafilatura needs as well, imports a part of lxml that has become a package of its own.
TRAFILATURA = ("trafilatura==2.3.1", "lxml_html_clean")
JUSTEXT = ("jusText==3.0.2", "lxml_html_clean")


def peer(
    name: str, call: str, sets: str, requires: tuple[str, ...] = ()
) -> Callable[[Callable[[], Callable[..., Any]]], Callable[[], Callable[..., Any]]]:
    """Enter a function that makes the call of a peer into the table."""

    def enter(make: Callable[[], Callable[..., Any]]) -> Callable[[], Callable[..., Any]]:
        PEERS[name] = Peer(name, call, tuple(sets.split()), requires, make)
        return make

    return enter


def shingles(text: str) -> list[str]:
    """Return the runs of five characters; a shorter text is its own."""
    return [text[i : i + SHINGLE] for i in range(max(1, len(text) - SHINGLE + 1))]


def as_page(text: str) -> str:
    """Return a page of HTML that has a paragraph for each line, which is all that plain text tells."""
    lines = (html.escape(line) for line in text.splitlines() if line.strip())
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"


# Without any program: what a few lines of Python, or of shell, reach


@peer("lower-case brackets", "two lines of Python: on a page with 4 tone marks, delete every `([a-zāáǎà…]+)`", "pinyin")
def lower_case_brackets() -> Clean:
    """Delete brackets of lower-case letters on pages with four or more that bear a tone mark."""
    toned = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
    bracket = re.compile(rf"[(（][a-z{toned}ü' ]+[)）]")
    marked = re.compile(rf"[(（][a-zü' ]*[{toned}][a-z{toned}ü' ]*[)）]")
    return lambda text: bracket.sub("", text) if len(marked.findall(text)) >= 4 else text


@peer("first of equal lines", "`awk '!seen[$0]++'`", "repeats")
def first_of_equal_lines() -> Clean:
    """Keep the first of all lines that are equal."""
    return lambda text: "\n".join(dict.fromkeys(text.split("\n")))


@peer("uniq", "`uniq`, after blank lines are taken out", "repeats")
def uniq() -> Clean:
    """Keep the first of neighbouring lines that are equal."""

    def clean(text: str) -> str:
        lines = [line for line in text.split("\n") if line.strip()]
        return "\n".join(line for before, line in zip([None, *lines], lines, strict=False) if line != before)

    return clean


@peer("ends like a sentence", "one line of Python: keep lines that end in `。！？…”`, as C4 does", "chrome untouched")
def ends_like_a_sentence() -> Clean:
    """Keep lines with a terminal punctuation mark, the first of the rules by which C4 was made."""
    end = re.compile(r"[。！？!?.…”\"][)）]?\s*$")
    return lambda text: "\n".join(line for line in text.split("\n") if end.search(line))


@peer("equal texts", "one line of Python: cluster what is equal without blanks", "neardup")
def equal_texts() -> Cluster:
    """Put together texts that differ in blanks alone."""

    def cluster(texts: Sequence[str]) -> list[int]:
        first: dict[str, int] = {}
        return [first.setdefault("".join(text.split()), place) for place, text in enumerate(texts)]

    return cluster


@peer(
    "short lines",
    "a few lines of Python: lines of at most 40 characters that do not end a sentence head the next story",
    "pages",
)
def short_lines() -> Split:
    """Begin an article at each run of short lines; no program splits pages, so this is the floor."""
    end = re.compile(r"[。！？!?.…”\"：:][)）]?$")

    def split(text: str) -> list[tuple[str, list[str]]]:
        articles: list[tuple[str, list[str]]] = [("", [])]
        for line in filter(None, map(str.strip, text.splitlines())):
            headline, paragraphs = articles[-1]
            if len(line) > 40 or end.search(line):
                paragraphs.append(line)
            elif paragraphs:
                articles.append((line, []))
            else:
                articles[-1] = (headline + line, [])
        return articles

    return split


# Programs


@peer("JioNLP, all", "`jionlp.clean_text(text)`", "pinyin chrome untouched", JIONLP)
def jionlp_all() -> Clean:
    """Clean with all that is on by default."""
    import jionlp  # noqa: PLC0415

    return jionlp.clean_text


@peer("JioNLP, brackets", "`jionlp.remove_parentheses(text, parentheses='()（）')`", "pinyin", JIONLP)
def jionlp_brackets() -> Clean:
    """Delete round brackets and what they hold."""
    import jionlp  # noqa: PLC0415

    return lambda text: jionlp.remove_parentheses(text, parentheses="()（）")


def data_juicer_mappers(*names: str) -> Clean:
    """Return a function that runs some mappers of Data-Juicer, with their defaults, one after another."""
    from data_juicer.ops.load import load_ops  # noqa: PLC0415

    mappers = load_ops([{name: {}} for name in names])

    def clean(text: str) -> str:
        for mapper in mappers:
            text = mapper.process_batched({"text": [text]})["text"][0]
        return text

    return clean


@peer("Data-Juicer, Chinese only", "`remove_non_chinese_character_mapper`", "pinyin", DATA_JUICER)
def data_juicer_chinese_only() -> Clean:
    """Remove characters that Chinese text does not have: the only cleaner there that reaches a tone mark."""
    return data_juicer_mappers("remove_non_chinese_character_mapper")


@peer("Data-Juicer, sentences", "`remove_repeat_sentences_mapper`", "repeats", DATA_JUICER)
def data_juicer_sentences() -> Clean:
    """Remove sentences that stood before."""
    return data_juicer_mappers("remove_repeat_sentences_mapper")


@peer(
    "Data-Juicer, web cleaners",
    "`clean_email_mapper`, `clean_links_mapper`, `clean_copyright_mapper`, `whitespace_normalization_mapper`; its "
    "recipes' `fix_unicode_mapper` is ftfy, and `punctuation_normalization_mapper` turns Chinese marks into ASCII",
    "pinyin chrome untouched",
    DATA_JUICER,
)
def data_juicer_web_cleaners() -> Clean:
    """Run what its recipes clean web text with, save what rewrites every punctuation mark."""
    return data_juicer_mappers(
        "clean_email_mapper",
        "clean_links_mapper",
        "clean_copyright_mapper",
        "whitespace_normalization_mapper",
    )


@peer(
    "trafilatura",
    "`trafilatura.extract(page, include_comments=False)`; it is made for HTML, so `page` has a `<p>` for each line",
    "chrome untouched",
    TRAFILATURA,
)
def trafilatura_default() -> Clean:
    """Extract the main text."""
    import trafilatura  # noqa: PLC0415

    return lambda text: trafilatura.extract(as_page(text), include_comments=False) or ""


@peer(
    "jusText",
    "`justext.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)`, its way for languages without a list "
    "of stop words; `page` as above",
    "chrome untouched",
    JUSTEXT,
)
def justext_without_stop_words() -> Clean:
    """Keep the paragraphs that jusText does not call boilerplate."""
    from justext import justext  # noqa: PLC0415

    def clean(text: str) -> str:
        paragraphs = justext(as_page(text), frozenset(), stopwords_low=0, stopwords_high=0)
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return clean


FTFY = ("ftfy==6.3.1",)


@peer("ftfy", "`ftfy.fix_text(text)`", "untouched", FTFY)
def ftfy_default() -> Clean:
    """Fix what looks broken."""
    import ftfy  # noqa: PLC0415

    return ftfy.fix_text


@peer("ftfy, careful", "the same with `uncurl_quotes=False, fix_character_width=False`", "untouched", FTFY)
def ftfy_careful() -> Clean:
    """Fix what looks broken, but leave Chinese punctuation as it is."""
    import ftfy  # noqa: PLC0415

    return lambda text: ftfy.fix_text(text, uncurl_quotes=False, fix_character_width=False)


@peer(
    "datasketch",
    "`MinHash(128)` of character 5-grams, `MinHashLSH(threshold=0.7, num_perm=128)`, all that a query finds joined",
    "neardup",
    ("datasketch==2.0.0",),
)
def datasketch_lsh() -> Cluster:
    """Join what falls into one bucket of locality-sensitive hashing."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415

    def cluster(texts: Sequence[str]) -> list[int]:
        index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
        signatures = []
        for place, text in enumerate(texts):
            signature = MinHash(num_perm=128)
            signature.update_batch({shingle.encode() for shingle in shingles(text)})
            signatures.append(signature)
            index.insert(place, signature)
        return joined(len(texts), ((place, other) for place, s in enumerate(signatures) for other in index.query(s)))

    return cluster


@peer(
    "rensa",
    "`RMinHash(128, 42)` of character 5-grams, `RMinHashDeduplicator(threshold=0.7, num_perm=128, use_lsh=True)`, "
    "`get_duplicates` before each `add`",
    "neardup",
    ("rensa==0.5.0",),
)
def rensa_deduplicator() -> Cluster:
    """Join each text to those kept before it that rensa calls its duplicates."""
    from rensa import RMinHash, RMinHashDeduplicator  # noqa: PLC0415

    def cluster(texts: Sequence[str]) -> list[int]:
        seen = RMinHashDeduplicator(threshold=THRESHOLD, num_perm=128, use_lsh=True)
        pairs = []
        for place, text in enumerate(texts):
            signature = RMinHash(128, 42)
            signature.update(shingles(text))
            pairs += [(place, int(other)) for other in seen.get_duplicates(signature)]
            seen.add(str(place), signature)
        return joined(len(texts), pairs)

    return cluster


@peer(
    "Data-Juicer, MinHash",
    "`document_minhash_deduplicator(tokenization='character', window_size=5, jaccard_threshold=0.7)`",
    "neardup",
    DATA_JUICER,
)
def data_juicer_minhash() -> Cluster:
    """Read the clusters off the pairs that the operator shows."""
    from data_juicer.ops.load import load_ops  # noqa: PLC0415
    from datasets import Dataset  # noqa: PLC0415

    options = {"tokenization": "character", "window_size": SHINGLE, "jaccard_threshold": THRESHOLD}

    def cluster(texts: Sequence[str]) -> list[int]:
        (operator,) = load_ops([{"document_minhash_deduplicator": options}])
        rows = Dataset.from_dict({"text": list(texts), "place": list(range(len(texts)))})
        _, shown = operator.process(rows.map(operator.compute_hash), show_num=len(texts))
        return joined(len(texts), ((first, row["place"]) for first, group in shown.items() for row in group))

    return cluster


@peer(
    "text-dedup",
    "`python -m text_dedup.minhash --threshold 0.7` and its defaults: 5-grams of what stands between punctuation marks",
    "neardup",
    ("text-dedup==0.4.0",),
)
def text_dedup_default() -> Cluster:
    """Run the command and read the clusters off the union-find it leaves behind."""
    return text_dedup


@peer(
    "text-dedup, clauses",
    "the same with `--ngram 1 --min_length 1`",
    "neardup",
    ("text-dedup==0.4.0",),
)
def text_dedup_clauses() -> Cluster:
    """Compare sets of clauses, for a Chinese clause is one word to this program."""
    return lambda texts: text_dedup(texts, "--ngram", "1", "--min_length", "1")


def text_dedup(texts: Sequence[str], *options: str) -> list[int]:
    """Return the clusters that the command of text-dedup finds."""
    with tempfile.TemporaryDirectory() as folder:
        source, found = Path(folder, "texts.jsonl"), Path(folder, "found")
        rows = (json.dumps({"place": place, "text": text}) + "\n" for place, text in enumerate(texts))
        source.write_text("".join(rows), encoding="utf-8")
        where = [
            "--path",
            "json",
            "--data_files",
            str(source),
            "--split",
            "train",
            "--cache_dir",
            str(Path(folder, "cache")),
        ]
        what = ["--column", "text", "--idx_column", "place", "--batch_size", "1000", "--threshold", str(THRESHOLD)]
        command = [sys.executable, "-m", "text_dedup.minhash", *where, *what, *options]
        subprocess.run([*command, "--output", str(found), "--debug", "--num_proc", "1"], check=True, stdout=sys.stderr)
        return joined(len(texts), pickle.loads(Path(found, "uf.pkl").read_bytes()).parent.items())


@peer("charset-normalizer", "`charset_normalizer.from_bytes(data).best()`", "decode", ("charset-normalizer==3.5.2",))
def charset_normalizer_alone() -> Decode:
    """Take the best guess."""
    from charset_normalizer import from_bytes  # noqa: PLC0415

    def decode(data: bytes) -> tuple[str, str]:
        best = from_bytes(data).best()
        return (str(best), best.encoding) if best else ("", "none")

    return decode


@peer(
    "trafilatura's decoder",
    "`trafilatura.utils.decode_file(data)`: UTF-8 if it is, else charset-normalizer's first guess that decodes",
    "decode",
    TRAFILATURA,
)
def trafilatura_decoder() -> Decode:
    """Decode as trafilatura does what it downloads."""
    from trafilatura.utils import decode_file  # noqa: PLC0415

    return lambda data: (decode_file(data), "not told")


def joined(count: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return for each place the least place that it hangs together with."""
    least = list(range(count))

    def root(place: int) -> int:
        while least[place] != place:
            place = least[place]
        return place

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        least[high] = low
    return [root(place) for place in range(count)]


def answers(peer: Peer, command: str, files: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield what the `newsclean` command would answer, in the order of the inputs."""
    call = peer.make()
    if command == "decode":
        yield from (decoded(call, file) for file in files)
        return
    rows = [json.loads(line) for line in sys.stdin.buffer]
    if "neardup" in peer.sets:
        clusters = call([row["text"] for row in rows])
        yield from (row | {"cluster": cluster} for row, cluster in zip(rows, clusters, strict=True))
        return
    for row in rows:
        result = call(row["text"])
        yield from articles_of(row["id"], result) if "pages" in peer.sets else [row | {"text": result}]


def decoded(call: Decode, file: str) -> dict[str, str]:
    """Return the row for a file."""
    text, encoding = call(Path(file).read_bytes())
    return {"id": file, "text": text, "encoding": encoding}


def articles_of(page: str, articles: Iterable[tuple[str, list[str]]]) -> Iterator[dict[str, Any]]:
    """Yield the row of each article."""
    for index, (headline, paragraphs) in enumerate(articles):
        blocks = [{"kind": "paragraph", "text": paragraph} for paragraph in paragraphs]
        yield {"id": page, "index": index, "headline": headline, "blocks": blocks}


def main() -> None:
    """Answer like the `newsclean` command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=PEERS, help="which peer")
    parser.add_argument("command", help="the command of newsclean that it stands in for")
    parser.add_argument("files", nargs="*")
    for option in ("--errors", "-f", "-t"):
        parser.add_argument(option, help=argparse.SUPPRESS)
    for option in ("--across", "--mark"):
        parser.add_argument(option, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_intermixed_args()
    with contextlib.redirect_stdout(sys.stderr):  # some greet
        found = list(answers(PEERS[options.name], options.command, options.files))
    sys.stdout.buffer.writelines(json.dumps(answer).encode() + b"\n" for answer in found)


if __name__ == "__main__":
    main()
