"""The coverage-guided fuzzer: looks for inputs that break a law of `laws.py`, on and on.

    python tests/fuzz/fuzz.py clean -max_total_time=60
    python tests/fuzz/fuzz.py decode -max_total_time=1800 FOLDER

The first word is the target; the rest goes to libFuzzer, which atheris drives: options, and folders of a corpus, of
which the first gets what is new. The kept corpus is read in any case and never written. A text is spelled in UTF-8,
and what `pages.py` holds are its words. An input that breaks a law is left as `crash-…` in the working folder.
"""

import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

with atheris.instrument_imports(include=["newsclean"]):
    from pages import LINES, MARKS
    from targets import CORPUS, TARGETS

    import newsclean.split  # noqa: F401 - imported where first needed otherwise, and then unwatched
    from newsclean import registry

    registry.steps()


def main() -> None:
    """Fuzz the target that the command line names."""
    name, *rest = sys.argv[1:] or [""]
    if name not in TARGETS:
        sys.exit(f"name what to fuzz first: {', '.join(TARGETS)}")
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "words"
        words.write_text("".join(map(_entry, (*LINES, *MARKS))))
        own = [one for one in rest if not one.startswith("-")] or [folder]
        options = [one for one in rest if one.startswith("-")]
        arguments = [
            f"-dict={words}",
            "-max_len=4096",
            "-len_control=0",
            "-timeout=60",
            *options,
            *own,
            str(CORPUS / name),
        ]
        atheris.Setup([sys.argv[0], *arguments], TARGETS[name])
        atheris.Fuzz()


def _entry(word: str) -> str:
    """Spell a word as a line of libFuzzer's dictionaries."""
    return '"' + "".join(f"\\x{byte:02x}" for byte in word.encode()) + '"\n'


if __name__ == "__main__":
    main()
