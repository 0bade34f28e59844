"""Programs that find near-duplicates. Each is imported only where it is called, in its own environment."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from entries import Cluster, peer
from programs import DATA_JUICER

SHINGLE = 5
THRESHOLD = 0.7


def shingles(text: str) -> list[str]:
    """Return the runs of five characters; a shorter text is its own."""
    return [text[i : i + SHINGLE] for i in range(max(1, len(text) - SHINGLE + 1))]


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


@peer("equal texts", "one line of Python: cluster what is equal without blanks", "neardup")
def equal_texts() -> Cluster:
    """Put together texts that differ in blanks alone."""

    def cluster(texts: Sequence[str]) -> list[int]:
        first: dict[str, int] = {}
        return [first.setdefault("".join(text.split()), place) for place, text in enumerate(texts)]

    return cluster


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
