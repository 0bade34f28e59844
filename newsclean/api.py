"""The library's front door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsclean.documents import Article
from newsclean.plan import make_plan
from newsclean.rules import Rule

__all__ = ["clean"]


def clean(
    text: str,
    *,
    steps: Sequence[str] = (),
    skip: Iterable[str] = (),
    only: Iterable[str] = (),
    rules: Iterable[Rule] = (),
) -> list[Article]:
    """Return the articles of one page of text.

    `steps` are the page steps to do before splitting, in order (default: those of the default plan); `skip` and
    `only` name rules or families of rules; `rules` are chrome rules of your own. The spans of an article's blocks
    are offsets in `text`, in code points. Raises `UsageError` for a step or rule that does not exist.
    """
    order = (*(name for name in steps if name != "split"), "split") if steps else ()
    articles = make_plan(steps=order, skip=skip, only=only, rules=rules).run(text).articles
    return list(articles or ())
