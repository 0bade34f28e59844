"""HTML in: the text of a web page, taken out by trafilatura, which is an optional dependency.

What trafilatura takes for furniture is gone before newsclean sees the text, so it is asked to keep whatever may be
part of the story: strip-chrome removes what is not, with a rule and a trace.
"""

from __future__ import annotations

from newsclean.errors import InputError, MissingExtra

__all__ = ["text_of"]


def text_of(html: str) -> str:
    """Return the text of an HTML page, a line a block.

    Raises `MissingExtra` where trafilatura is not installed, `InputError` where the page holds no text.
    """
    try:
        from trafilatura import extract  # noqa: PLC0415 - a quarter of a second, for HTML alone
    except ImportError as error:
        raise MissingExtra(f"reading HTML needs trafilatura ({error}): pip install 'newsclean[html]'") from error
    text = extract(html, favor_recall=True, include_comments=False, deduplicate=False)
    if not text:
        raise InputError("no text found in the HTML; is it a page that a script fills in the browser?")
    return str(text) + "\n"
