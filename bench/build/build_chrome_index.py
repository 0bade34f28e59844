#!/usr/bin/env python3
"""Write `newsclean/data/chrome-index.json`: in what the patterns of `newsclean/rules/chrome.toml` are looked up.

    python bench/build/build_chrome_index.py

Working that out takes longer than cleaning a page. The file names the rules it was made of, and is not used with any
others; `make docs` makes it anew.
"""

import json
from pathlib import Path

from newsclean.chrome.index import saved
from newsclean.chrome.rulebook import rules_checksum, tables_of
from newsclean.rules import builtin

INDEX = Path(__file__).parents[2] / "newsclean" / "data" / "chrome-index.json"


def main() -> None:
    """Read the rules and write their tables, a line for each group."""
    fields = {"rules": rules_checksum(), "tables": saved(tables_of(builtin("chrome").values()))}
    INDEX.write_text(json.dumps(fields, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(f"{INDEX}: {len(fields['tables']['patterns'])} patterns")


if __name__ == "__main__":
    main()
