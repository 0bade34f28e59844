"""The generated parts of the documentation: the README's table of commands, docs/commands.md and docs/rules.md.

`python tests/reference.py` writes them; tests/test_reference.py says when they are out of date.
"""

from pathlib import Path

import click

from newsclean.cli import newsclean
from newsclean.rules import builtin
from newsclean.terminal import visibly

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- commands: begin -->\n", "<!-- commands: end -->"


def commands():
    """Every command, in the order of the help."""
    context = click.Context(newsclean, info_name="newsclean")
    return [newsclean.get_command(context, name) for name in newsclean.list_commands(context)]


def table():
    """The table of commands for the README."""
    rows = [
        "| `{}` | {} | `{}` |\n".format(*(cell.replace("|", "\\|") for cell in cells))
        for cells in ((command.name, command.short_help, command.example) for command in commands())
    ]
    return "| command | does | for example |\n|---|---|---|\n" + "".join(rows)


def readme():
    """The README with its table as it should be."""
    text = (ROOT / "README.md").read_text("utf-8")
    head, rest = text.split(BEGIN)
    return head + BEGIN + table() + END + rest.split(END)[1]


def command_pages():
    """docs/commands.md: what `--help` says, command by command."""
    pieces = ["# Commands\n\nWhat `newsclean COMMAND --help` says.\n"]
    for command in commands():
        context = click.Context(
            command, info_name=f"newsclean {command.name}", max_content_width=100, terminal_width=100
        )
        pieces.append(f"\n## {command.name}\n\n```\n{command.get_help(context).rstrip()}\n```\n")
    return "".join(pieces)


def rule_pages():
    """docs/rules.md: every rule with its reason and its examples."""
    pieces = ["# Rules\n\nEvery removal in a trace names one of these. `[-…-]` is removed, `{+…+}` is put.\n"]
    for rule in builtin().values():
        pieces.append(f"\n## {rule.id}\n\n{rule.why}\n")
        for title, examples in (("Removes", rule.removes), ("Keeps", rule.keeps)):
            if examples:
                pieces.append(f"\n{title}:\n\n```\n" + visibly("\n".join(examples)) + "\n```\n")
    return "".join(pieces)


def documents():
    """The generated files by path."""
    return {
        ROOT / "README.md": readme(),
        ROOT / "docs" / "commands.md": command_pages(),
        ROOT / "docs" / "rules.md": rule_pages(),
    }


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, "utf-8")
