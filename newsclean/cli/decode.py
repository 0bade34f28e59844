"""newsclean decode: any encoding in, UTF-8 out."""

from __future__ import annotations

from typing import Any

from newsclean.cli.command import make_command
from newsclean.cli.pages import PageOptions, page_options, process
from newsclean.plan import Plan

__all__ = ["command"]


@make_command(
    "decode",
    "Any encoding in, UTF-8 out.",
    "newsclean decode page-gbk.txt > page.txt",
    "Finds out whether a file is UTF-8, GB18030 (GBK, GB2312), Big5-HKSCS or UTF-16, and says with -t jsonl which "
    "it was and how sure that is.",
)
@page_options
def command(**options: Any) -> int:
    """Decode files: a plan without steps."""
    return process(Plan(()), PageOptions.parse(options))
