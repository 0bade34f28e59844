"""Train the page labeller and measure it: `python bench/build/train_layout.py PAGES.jsonl.xz [--write] [--leave-out …]`.

PAGES holds labelled pages, a JSON object a line: `text`, and `articles` in print order with `headline_lines`,
`paragraphs` and `either` (lines that may stand anywhere: bylines, credits), `captions` and `chrome`. They are not
part of the project. The weights are those of a linear-chain conditional random field, found by stochastic gradient
descent (Adagrad) with a fixed seed, so the same pages give the same file.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import lzma
import random
import re
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from compose_pages import WIDE, Pool, aligned, composed, without_chrome

from newsclean.folding import simplified
from newsclean.layout import features as layout_features
from newsclean.layout import pairs as layout_pairs
from newsclean.layout.certain import certain
from newsclean.layout.labeller import Model
from newsclean.layout.labels import ALLOWED, FIRST, LABELS, LAST
from newsclean.layout.weights import MIDDLE
from newsclean.layout.lines import Line
from newsclean.layout.page import Page

SEED = 20200115
NUMBER = {label: index for index, label in enumerate(LABELS)}


PARTS = 4
REPEATED = 6  # how often a page stands in the training as it is, beside those composed


def examples(pages, composed_pages, words, seed=SEED):
    """Return described pages: as they are, and composed anew.

    When a part of the pages is described, the table of character pairs is made of the other parts, because a break
    inside a text that the table has counted looks better known than any break in a text not seen before.
    """
    chance = random.Random(seed)
    described_pages = []
    for part in range(PARTS):
        others = [page for at, page in enumerate(pages) if at % PARTS != part]
        pairs = layout_pairs.Pairs(pair_table(others, words))
        here = pages[part::PARTS]
        pool = Pool(here)
        dressed_pages = []
        for page in here:
            rows = aligned(page)
            dressed_pages += [without_chrome(rows)] * REPEATED
            if chance.random() < 0.3:
                dressed_pages.append(rows)
        dressed_pages += [composed(pool, chance) for _ in range(composed_pages // PARTS)]
        known = {}
        for rows in dressed_pages:
            if id(rows) not in known:
                known[id(rows)] = described(rows, pairs)
            described_pages.append(known[id(rows)])
    return described_pages


# The field -----------------------------------------------------------------------------------------------------


def word_pairs(dictionary, least=60):
    """Character pairs that stand inside the words of a dictionary (lines of `word frequency …`), with how often."""
    counts, letters = collections.Counter(), collections.Counter()
    for line in dictionary:
        word, times, *_ = line.split(" ")
        times = int(times)
        letters.update({letter: times * word.count(letter) for letter in set(word)})
        for pair in zip(word, word[1:]):
            counts["".join(pair)] += times
    total = sum(letters.values())
    return {
        pair: float(np.log(times * total / letters[pair[0]] / letters[pair[1]]))
        for pair, times in counts.items()
        if times >= least and pair.isalpha() and not pair.isascii()
    }


def pair_table(pages, words, least=5, most=45000, common=500):
    """What is known of character pairs, as the string `labeller` reads: three characters a pair.

    A pair is bound where it stands inside words of the dictionary, or where the pages have it far more often than
    chance would.
    """
    single, double, first, last = (collections.Counter() for _ in range(4))
    for page in pages:
        for article in page["articles"]:
            for text in article["paragraphs"] + article["headline_lines"]:
                text = text.translate(WIDE)
                single.update(text)
                double.update(a + b for a, b in zip(text, text[1:]) if a.isalnum() and b.isalnum())
                for clause in re.split(r"[^\w]+", text):
                    if len(clause) > 3:
                        first[clause[:2]] += 1
                        last[clause[-2:]] += 1
    total = sum(single.values())
    often = set(sorted(double, key=lambda pair: (-double[pair], pair))[:common])
    codes = {}
    for pair, times in double.items():
        if times < least:
            continue
        strength = np.log(times * total / single[pair[0]] / single[pair[1]])
        strength = max(strength, words.get(pair, -9.0))
        bound = 2 if strength > 3 else 1 if strength > 1.2 else 0
        codes[pair] = (
            bound * layout_pairs.BOUND
            + graded(first[pair], times) * layout_pairs.BEGINS
            + graded(last[pair], times) * layout_pairs.ENDS
            + (pair in often) * layout_pairs.COMMON
        )
    for pair, strength in words.items():
        if pair not in codes and strength > 2.5:
            codes[pair] = UNSEEN + 2 * layout_pairs.BOUND
    kept = sorted(sorted(codes, key=lambda pair: (-double[pair], -words.get(pair, 0), pair))[:most])
    return "".join(pair + chr(33 + codes[pair]) for pair in kept)


UNSEEN = 0


def graded(part, whole):
    share = part / whole
    return 0 if share < 0.02 else 1 if share < 0.12 else 2 if share < 0.35 else 3


def described(rows, pairs):
    """The clues of each line, what its labels cost that are certainly wrong, and its right label as a number."""
    page = Page([Line(0, 0, simplified(row.text), row.blanks, row.indent) for row in rows], pairs)
    clues = layout_features.clues(page)
    gold = [row.label for row in rows]
    barred = np.array(
        [
            [0.0 if label in allowed or label == right else BARRED for label in LABELS]
            for allowed, right in zip(certain(page), gold)
        ]
    )
    return clues, barred, np.array([NUMBER[label] for label in gold])


BARRED = -200.0


# How often a group of features is hidden from the learner, so that it does not lean on the habits of one house:
# measured on sources left out of the training.
DROPPED = {"shape": 0.0, "words": 0.6, "company": 0.15, "space": 0.3, "join": 0.05, "matter": 0.3}
GROUP = {name: at for at, name in enumerate(layout_features.GROUPS)}
NO_GROUP = len(GROUP)
EVERY = 150  # pages: from the second round on the weights are taken down so often, and their mean counts
LEAST = 1e-80  # added to what is impossible, so that no sum of a page is zero


class Field:
    """A linear-chain conditional random field with sparse features."""

    def __init__(self, examples, least=4, rate=0.15, decay=3e-6, left_out=()):
        times = collections.Counter(clue for clues, _, _ in examples for line in clues for clue in line)
        counts = collections.Counter()
        for clue, often in times.items():
            for name in layout_features.without(layout_features.named(clue), left_out):
                counts[name] += often
        names = sorted(name for name, often in counts.items() if often >= least)
        self.index = {name: at for at, name in enumerate(names)}
        self.groups = np.array([GROUP[name.partition(":")[0]] for name in names] + [NO_GROUP])
        self.known = {}
        size = len(LABELS)
        self.weights = np.zeros((len(self.index) + 1, size))
        self.allowed = np.array([[float(other in ALLOWED[one]) for other in LABELS] for one in LABELS])
        self.first = np.array([float(label in FIRST) for label in LABELS])
        self.last = np.array([float(label in LAST) for label in LABELS])
        self.steps = np.zeros((size, size))
        self.seen, self.seen_steps = np.full_like(self.weights, 1e-2), np.full_like(self.steps, 1e-2)
        self.rate, self.decay = rate, decay
        self.mean, self.mean_steps, self.means = np.zeros_like(self.weights), np.zeros_like(self.steps), 0

    def numbers(self, clue):
        """The numbers of the features a clue stands for."""
        if clue not in self.known:
            self.known[clue] = [self.index[name] for name in layout_features.named(clue) if name in self.index]
        return self.known[clue]

    def numbered(self, clues):
        """Feature numbers of a page in rising order, with the line of each; every line has the number of no feature."""
        flat, lines = [], []
        for at, line in enumerate(clues):
            before = len(flat)
            flat.append(len(self.index))
            for clue in line:
                flat += self.numbers(clue)
            lines += [at] * (len(flat) - before)
        flat, lines = np.array(flat), np.array(lines)
        order = np.argsort(flat, kind="stable")
        return flat[order], lines[order]

    def marginals(self, scores):
        """Posterior of each label at each line, and of each step, by forward and backward sums scaled line by line."""
        moves = np.exp(self.steps) * self.allowed + LEAST
        here = np.exp(scores - scores.max(axis=1, keepdims=True)) + LEAST
        forward, backward = np.empty_like(here), np.empty_like(here)
        row = here[0] * self.first
        forward[0] = row = row / row.sum()
        for at in range(1, len(here)):
            row = (row @ moves) * here[at]
            row /= row.sum()
            forward[at] = row
        backward[-1] = row = self.last + LEAST
        for at in range(len(here) - 2, -1, -1):
            row = moves @ (row * here[at + 1])
            row /= row.sum()
            backward[at] = row
        single = forward * backward
        single /= single.sum(axis=1, keepdims=True)
        ahead = here[1:] * backward[1:]
        ahead /= ((forward[:-1] @ moves) * ahead).sum(axis=1, keepdims=True)
        return single, (forward[:-1].T @ ahead) * moves

    def learn(self, numbered, barred, gold, chance):
        flat, lines = numbered
        hidden = np.zeros(NO_GROUP + 1, bool)
        hidden[: len(GROUP)] = [chance.random() < DROPPED[name] for name in GROUP]
        kept = ~hidden[self.groups[flat]]
        flat, lines = flat[kept], lines[kept]
        scores = np.zeros((len(gold), len(LABELS)))
        np.add.at(scores, lines, self.weights[flat])
        single, double = self.marginals(scores + barred)
        single[np.arange(len(gold)), gold] -= 1
        np.subtract.at(double, (gold[:-1], gold[1:]), 1)
        begins = np.flatnonzero(np.diff(flat, prepend=-1))
        rows = flat[begins]
        slope = np.add.reduceat(single[lines], begins, axis=0) + self.decay * 1000 * self.weights[rows]
        self.seen[rows] += slope**2
        self.weights[rows] -= self.rate * slope / np.sqrt(self.seen[rows])
        self.seen_steps += double**2
        self.steps -= self.rate * double / np.sqrt(self.seen_steps)

    def train(self, examples, rounds, chance, log=print):
        data = [(self.numbered(clues), barred, gold) for clues, barred, gold in examples]
        seen = 0
        for number in range(rounds):
            order = list(range(len(data)))
            chance.shuffle(order)
            for at in order:
                self.learn(*data[at], chance)
                seen += 1
                if number and seen % EVERY == 0:
                    self.mean += self.weights
                    self.mean_steps += self.steps
                    self.means += 1
        self.weights, self.steps = self.mean / self.means, self.mean_steps / self.means


def frozen(fields, pairs):
    """The mean of several fields as data: a character a weight, features that hardly matter left out."""
    kept = {}
    for name in sorted(set().union(*(field.index for field in fields))):
        rows = [field.weights[field.index[name]] for field in fields if name in field.index]
        row = np.clip(np.round(sum(rows) / len(fields) / SCALE), -44, 44).astype(int)
        if np.abs(row).max() >= SMALLEST:
            kept[name] = "".join(chr(MIDDLE + value) for value in row)
    steps = sum(field.steps for field in fields) / len(fields)
    return {
        "origin": ORIGIN,
        "scale": SCALE,
        "steps": [[round(float(value), 3) for value in row] for row in steps],
        "pairs": pairs,
        "features": "\n".join(kept),
        "weights": "".join(kept.values()),
    }


SCALE = 0.06  # one unit of a spelled weight
SMALLEST = 3  # units: a feature whose every weight is smaller is left out
ORIGIN = (
    "Weights of newsclean's page labeller, made by bench/build/train_layout.py from 520 labelled newspaper pages that are "
    "not part of the project; character pairs counted in the same pages and in the word list of jieba 0.42.1 (MIT)."
)


# The command ---------------------------------------------------------------------------------------------------


def read_pages(path):
    open_it = lzma.open if path.suffix == ".xz" else open
    with open_it(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def trained(pages, words, composed_pages, rounds, left_out=(), models=1):
    """Return the model of these pages, as data: the mean of several, each trained on pages composed anew."""
    fields = []
    for seed in range(SEED, SEED + models):
        data = examples(pages, composed_pages, words, seed)
        field = Field(data, left_out=left_out)
        field.train(data, rounds, random.Random(seed))
        fields.append(field)
    return frozen(fields, pair_table(pages, words))


def month(page):
    """The month a page is of: the one its datelines name most often."""
    found = collections.Counter(re.findall(r"(\d{1,2})月\d{1,2}日[电電讯訊]", page["text"]))
    return int(found.most_common(1)[0][0]) if found else 0


def measured(data, pages):
    """Label pages whose chrome has been removed; return counts of lines, wrong lines, and boundaries found."""
    labeller = Model(data)
    counts = collections.Counter()
    wrong = collections.Counter()
    for page in pages:
        rows = without_chrome(aligned(page))
        here = Page([Line(0, 0, simplified(row.text), row.blanks, row.indent) for row in rows], labeller.pairs)
        got = labeller.read(certain(here), layout_features.glances(here)).labels
        gold = [row.label for row in rows]
        counts["lines"] += len(rows)
        counts["right"] += sum(one == other for one, other in zip(got, gold))
        for name, true, found in (
            ("headline", {"headline"}, {"headline"}),
            ("break", {"open", "middle"}, {"open", "middle"}),
        ):
            for mine, right in zip(got, gold):
                counts[name, "both"] += mine in found and right in true
                counts[name, "found"] += mine in found
                counts[name, "true"] += right in true
        wrong.update((right, mine) for mine, right in zip(got, gold) if mine != right)
    return counts, wrong


def report(name, counts):
    f1 = {
        kind: 2 * counts[kind, "both"] / max(counts[kind, "found"] + counts[kind, "true"], 1)
        for kind in ("headline", "break")
    }
    print(
        f"{name:28s} lines {counts['right'] / counts['lines']:.4f}  headlines {f1['headline']:.4f}  breaks {f1['break']:.4f}",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, help="labelled pages, JSON Lines (.xz)")
    parser.add_argument("dictionary", type=Path, help="jieba's word list (dict.txt)")
    parser.add_argument("--other", type=int, default=100, help="how many pages at the end are of other sources")
    parser.add_argument("--composed", type=int, default=4800, help="pages composed anew")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--models", type=int, default=8, help="so many are trained, and their mean taken")
    parser.add_argument("--leave-out", action="store_true", help="measure on sources and months left out")
    parser.add_argument("--ablate", action="store_true", help="measure what each group of features is worth")
    parser.add_argument("--test", type=Path, help="more labelled pages to measure on")
    parser.add_argument("-o", "--output", type=Path, help="write the model here (layout.json.gz)")
    options = parser.parse_args()
    pages = read_pages(options.pages)
    words = word_pairs(options.dictionary.read_text("utf-8").splitlines())
    daily, other = pages[: -options.other], pages[-options.other :]

    def train(some, left_out=()):
        return trained(some, words, options.composed, options.rounds, left_out, options.models)

    if options.leave_out:
        report("other sources left out", measured(train(daily), other)[0])
        late = [page for page in pages if month(page) in (5, 6)]
        report(
            "two months left out",
            measured(train([page for page in pages if month(page) not in (5, 6)]), late)[0],
        )
    if options.ablate:
        for group in ("group", *layout_features.GROUPS):
            report(
                f"other sources, no {group} left out" if group == "group" else f"other sources, no {group}",
                measured(train(daily, (group,)), other)[0],
            )
    if options.output or options.test:
        data = train(pages)
    if options.test:
        counts, wrong = measured(data, read_pages(options.test))
        report(options.test.name, counts)
        for (right, mine), times in wrong.most_common(12):
            print(f"  {right} taken for {mine}: {times}")
    if options.output:
        options.output.write_bytes(
            gzip.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)
        )
        print(f"{options.output}: {data['features'].count(chr(10)) + 1} features, {options.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
