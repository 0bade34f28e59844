"""What makes a page doubtful, though it can be cleaned: a person should look at it before it counts as clean.

The bytes may have been read in the wrong encoding, or the layout may be unsure of where an article begins.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsclean.documents import Document
from newsclean.plan import Cleaned

__all__ = ["UNSURE_ARTICLE", "UNSURE_ENCODING", "doubts"]

#: Below this confidence an encoding was guessed: see `newsclean.encoding`.
UNSURE_ENCODING = 0.6
#: Below this confidence a page is as likely as not to have a wrong headline. Of 105 newspaper pages that the layout was
#: not trained on, 12 hold an article below it, of which 5 had a wrong headline; of the 93 others 15 had.
UNSURE_ARTICLE = 0.7


def doubts(document: Document, cleaned: Cleaned) -> Iterator[str]:
    """Yield what is doubtful about a page, in words; `cleaned` has its articles weighed."""
    decoded = document.decoded
    if decoded and decoded.replaced:
        yield f"{decoded.replaced} characters could not be decoded as {decoded.encoding}"
    if decoded and decoded.confidence < UNSURE_ENCODING:
        yield f"read as {decoded.encoding} with a confidence of only {decoded.confidence:.2f}"
    for index, article in enumerate(cleaned.articles or ()):
        if article.confidence < UNSURE_ARTICLE:
            yield f"article {index} begins or is headed so with a confidence of only {article.confidence:.2f}"
