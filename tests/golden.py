"""The articles of the five seeds, labelled by hand, and how what newsclean finds differs from them.

`tests/golden/*.txt` has a line for each thing found: `headline: …`, `reporters: …`, `paragraph: …`. Lines of one
label or of one section heading that stand together count as one. `make golden` shows the differences.
"""

import difflib
import itertools
import sys
from pathlib import Path

import newsclean

ROOT = Path(__file__).parent.parent
_FIELDS = ("kicker", "headline", "subheadline", "reporters", "correspondents", "authors", "continues_on")


def spelled(articles):
    """Articles as the golden files spell them."""
    return "\n".join(_article(article) for article in articles)


def _article(article):
    lines = ["== article"]
    for name in _FIELDS:
        value = getattr(article, name)
        if value:
            lines.append(f"{name}: {value if isinstance(value, str) else ' '.join(value)}")
    for (kind, _), blocks in itertools.groupby(enumerate(article.blocks), _together):
        lines.append(f"{kind}: {''.join(block.text for _, block in blocks)}")
    return "\n".join(lines) + "\n"


def _together(numbered):
    """What stands together: labels, and headings; every other block is by itself."""
    number, block = numbered
    return block.kind, None if block.kind in ("label", "heading") else number


def pages():
    """Each seed's name, the articles labelled by hand, and the articles found."""
    for seed in sorted((ROOT / "seeds").glob("*.txt")):
        wanted = (ROOT / "tests" / "golden" / f"{seed.name[:3]}.txt").read_text("utf-8")
        yield seed.name, wanted, spelled(newsclean.clean(seed.read_text("utf-8")))


if __name__ == "__main__":
    for name, wanted, found in pages():
        sys.stdout.writelines(
            difflib.unified_diff(wanted.splitlines(keepends=True), found.splitlines(keepends=True), name, "found", n=0)
        )
