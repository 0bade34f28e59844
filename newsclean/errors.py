"""Every error newsclean raises on purpose, and the exit code the command line gives it.

NewscleanError        1
├── InputError        1   an input cannot be read: the message names it, the place and what to do
│   ├── DecodeError   1   its bytes are in no encoding known here
│   └── RecordError   1   a JSON line is broken or has no text
├── OutputError       1   a result cannot be written
├── LossError         1   a page would lose more than --max-loss allows
├── DoubtError        1   a page was cleaned, but not surely right, where doubtful pages are set aside
├── RestoreError      1   a trace does not fit the cleaned text
├── EditError         1   a step yielded edits that overlap (a mistake in the step, not in the input)
└── UsageError        2   the command line, the configuration, a plan or a rule is wrong
├── ConfigError   2
├── MissingExtra  2   an optional dependency is not installed, or not the right one
└── RuleError     2
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "DecodeError",
    "DoubtError",
    "EditError",
    "InputError",
    "LossError",
    "MissingExtra",
    "NewscleanError",
    "OutputError",
    "RecordError",
    "RestoreError",
    "RuleError",
    "UsageError",
]


class NewscleanError(Exception):
    """What newsclean raises on purpose. `str(error)` is one sentence for a person.

    `line` is the number (from 1) of the line of a file of records that it is about, if it is about one alone; `path`
    is the file, if it is about an input.
    """

    exit_code = 1
    path = ""
    line: int | None = None


class InputError(NewscleanError):
    """An input cannot be read."""


class DecodeError(InputError):
    """The bytes of an input are in no encoding known here, or damaged."""


class RecordError(InputError):
    """A line of JSON Lines is not a record with a text."""


class OutputError(NewscleanError):
    """A result cannot be written."""


class LossError(NewscleanError):
    """A page would lose more of its text than allowed."""


class DoubtError(NewscleanError):
    """A page was cleaned, but not surely right; raised only where such pages are set aside."""


class RestoreError(NewscleanError):
    """A trace does not fit the cleaned text."""


class EditError(NewscleanError):
    """A step yielded edits that overlap or reach outside the text."""


class UsageError(NewscleanError):
    """The command line, the configuration, a plan or a rule is wrong."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration file or a plan is wrong."""


class MissingExtra(UsageError):  # noqa: N818 - reads as what it is
    """An optional dependency is not installed, or is not the right one."""


class RuleError(UsageError):
    """A rule is wrong."""
