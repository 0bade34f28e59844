#!/usr/bin/env python3
"""Write `newsclean/data/traditional.txt`: every traditional character of the BMP and its simplified form.

    python bench/build/build_script_table.py

The pairs are what OpenCC's `t2s` (Apache License 2.0, https://github.com/BYVoid/OpenCC) makes of each character
alone. They serve comparison only: 乾隆 and 干隆 become the same, so the table must not be used to convert text.
"""

from pathlib import Path

import opencc

TABLE = Path(__file__).parents[2] / "newsclean" / "data" / "traditional.txt"
BLOCKS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))


def main() -> None:
    """Ask OpenCC for every character and write those it changes."""
    convert = opencc.OpenCC("t2s").convert
    characters = (chr(code) for first, last in BLOCKS for code in range(first, last + 1))
    pairs = [(character, convert(character)) for character in characters]
    pairs = [(old, new) for old, new in pairs if old != new and len(new) == 1 and ord(new) < 0x10000]
    lines = [
        "# Traditional characters and, below, the simplified form of each, from OpenCC's t2s (Apache License 2.0).",
        f"# Made by bench/build/build_script_table.py with opencc {opencc.__version__}; do not edit.",
        "".join(old for old, _ in pairs),
        "".join(new for _, new in pairs),
    ]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{TABLE}: {len(pairs)} characters")


if __name__ == "__main__":
    main()
