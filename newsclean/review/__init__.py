"""Reviewing what was done: the HTML report of a run, and how sure the layout was of what it split and rejoined.

A report is made of traces and of nothing else that a run leaves for it: `traces` finds the pages they tell of,
`page` says what is to be seen of one, `report` puts them into one file that needs no network and no program beside
it. The file's own parts, plain HTML, CSS and JavaScript, stand in `newsclean/review/web`.
"""

from newsclean.review.report import write_report
from newsclean.review.traces import TracedPage, traced_pages

__all__ = ["TracedPage", "traced_pages", "write_report"]
