r"""newsclean turns scraped Chinese news text into articles people can trust.

>>> import newsclean
>>> page = "区政府召开防汛工作会议\n\n本报讯(记者 王一)昨日,区政府召开防汛工作会议,要求抓好隐患排查,确保群众生命财\n\n产安全。"
>>> [article] = newsclean.clean(page)
>>> article.headline, article.reporters
('区政府召开防汛工作会议', ('王一',))
>>> article.text
'本报讯(记者 王一)昨日,区政府召开防汛工作会议,要求抓好隐患排查,确保群众生命财产安全。'

Names are loaded when first used, so that `newsclean --version` need not wait for them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsclean import steps
    from newsclean.api import clean
    from newsclean.documents import Article, ArticleBlock, Document
    from newsclean.edits import Edit, apply, compose, invert
    from newsclean.encoding import Decoded, decode
    from newsclean.errors import NewscleanError
    from newsclean.plan import Cleaned, Plan, make_plan

__version__ = "0.1.0"

__all__ = [
    "Article",
    "ArticleBlock",
    "Cleaned",
    "Decoded",
    "Document",
    "Edit",
    "NewscleanError",
    "Plan",
    "apply",
    "clean",
    "compose",
    "decode",
    "invert",
    "make_plan",
    "steps",
]

_HOMES = {
    "Article": "documents",
    "ArticleBlock": "documents",
    "Cleaned": "plan",
    "Decoded": "encoding",
    "Document": "documents",
    "Edit": "edits",
    "NewscleanError": "errors",
    "Plan": "plan",
    "apply": "edits",
    "clean": "api",
    "compose": "edits",
    "decode": "encoding",
    "invert": "edits",
    "make_plan": "plan",
}


def __getattr__(name: str) -> Any:
    if name == "steps":
        return importlib.import_module("newsclean.steps")
    if name in _HOMES:
        return getattr(importlib.import_module(f"newsclean.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'newsclean' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
