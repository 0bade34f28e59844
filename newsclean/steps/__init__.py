"""The page steps: each looks at one text and yields edits.

>>> import newsclean
>>> text = "临平(línpíng)新城，智造(zhìzào)之城，人才(réncái)之城，产业(chǎnyè)之城。"
>>> newsclean.apply(text, newsclean.steps.strip_pinyin(text))
'临平新城，智造之城，人才之城，产业之城。'

A module here is a step: `newsclean.registry` finds it. The names below are for callers from Python; each is loaded
when first used.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsclean.steps.convert import convert
    from newsclean.steps.dedup import dedup
    from newsclean.steps.normalize import normalize
    from newsclean.steps.reflow import reflow
    from newsclean.steps.repair import repair
    from newsclean.steps.strip_chrome import strip_chrome
    from newsclean.steps.strip_pinyin import strip_pinyin

__all__ = ["convert", "dedup", "normalize", "reflow", "repair", "strip_chrome", "strip_pinyin"]


class _Steps(ModuleType):
    """This package, in which the name of a step's module stands for the step itself."""

    def __getattr__(self, name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{__name__}.{name}"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Bind a step that was loaded; the import would bind its module."""
        super().__setattr__(name, getattr(value, name, value) if name in __all__ else value)


sys.modules[__name__].__class__ = _Steps
