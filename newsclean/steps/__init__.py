"""The page steps: each looks at one text and yields edits.

>>> import newsclean
>>> text = "临平(línpíng)新城，智造(zhìzào)之城，人才(réncái)之城，产业(chǎnyè)之城。"
>>> newsclean.apply(text, newsclean.steps.strip_pinyin(text))
'临平新城，智造之城，人才之城，产业之城。'

A module here is a step: `newsclean.registry` finds it. The names below are for callers from Python.
"""

from newsclean.steps.convert import convert
from newsclean.steps.dedup import dedup
from newsclean.steps.normalize import normalize
from newsclean.steps.reflow import reflow
from newsclean.steps.repair import repair
from newsclean.steps.strip_chrome import strip_chrome
from newsclean.steps.strip_pinyin import strip_pinyin

__all__ = ["convert", "dedup", "normalize", "reflow", "repair", "strip_chrome", "strip_pinyin"]
