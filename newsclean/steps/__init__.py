"""The page steps: each looks at one text and yields edits.

>>> import newsclean
>>> text = "临平(línpíng)新城，智造(zhìzào)之城，人才(réncái)之城。"
>>> newsclean.apply(text, newsclean.steps.strip_pinyin(text))
'临平新城，智造之城，人才之城。'
"""
