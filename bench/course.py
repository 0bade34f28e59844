"""Where entrants run: the pages that are read, and what each argument of a command stands for."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from calls import PEERS
from contests import Entrant
from environments import Environments, output_of, say
from processes import Usage, measured

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "seeds" / "000_8d0caf414eee6129.txt"


@dataclass
class Inputs:
    """The files of one size: pages, and the pairs planted among them."""

    folder: Path
    megabytes: float

    def path(self, form: str) -> Path:
        """Return the file of a form (jsonl, text, gb18030, pairs), made when it is not there."""
        path = self.folder / f"pages-{self.megabytes:g}.{form}"
        if not path.exists():
            self._generate() if form in ("jsonl", "pairs") else self._convert(path, form)
        return path

    def _generate(self) -> None:
        say(f"generating {self.megabytes:g} MB of pages")
        jsonl, pairs = (self.folder / f"partial.{form}" for form in ("jsonl", "pairs"))
        options = ["--megabytes", str(self.megabytes), "-o", str(jsonl), "--pairs", str(pairs)]
        output_of([sys.executable, str(HERE / "corpus.py"), *options])
        for path in (pairs, jsonl):
            path.replace(self.folder / f"pages-{self.megabytes:g}{path.suffix}")

    def _convert(self, path: Path, form: str) -> None:
        partial = self.folder / f"partial.{form}"
        encoding = "utf-8" if form == "text" else form
        with (
            self.path("jsonl").open(encoding="utf-8") as lines,
            partial.open("w", encoding=encoding, newline="\n") as out,
        ):
            out.writelines(json.loads(line)["text"] for line in lines)
        partial.replace(path)

    def tree(self) -> Path:
        """Return a folder that holds nothing but the pages."""
        tree = self.folder / f"pages-{self.megabytes:g}"
        if not tree.exists():
            tree.mkdir()
            (tree / "pages.jsonl").hardlink_to(self.path("jsonl"))
        return tree

    def size(self, form: str) -> float:
        """Return the megabytes of a file."""
        return self.path(form).stat().st_size / 1e6


@dataclass
class Course:
    """Where entrants run: how newsclean is called, where the others come from, and for how long one may run."""

    newsclean: Sequence[str]
    environments: Environments
    folder: Path
    patience: float

    def entrant(self, entrant: Entrant, inputs: Inputs, out: Path | None = None) -> Callable[[], Usage]:
        """Return what runs an entrant once; its result goes to `out`, by default nowhere."""
        return lambda: self._run(entrant, inputs, out)

    def _run(self, entrant: Entrant, inputs: Inputs, out: Path | None) -> Usage:
        say(f"  {entrant.name}")
        command = [word for argument in entrant.arguments for word in self._words(argument, inputs)]
        if entrant.peer:
            python = self.environments.python(PEERS[entrant.peer].requires)
            command = [python, "-E", "-s", str(HERE / "calls.py"), entrant.peer, *command]
        elif not entrant.arguments[0].startswith("{"):
            command[0] = self.environments.program(command[0], entrant.package)
        source = inputs.path(entrant.source.strip("{}")) if entrant.source else None
        return measured(command, source, out, self.patience)

    def _words(self, argument: str, inputs: Inputs) -> list[str]:
        """Return what stands for an argument."""
        match argument:
            case "{newsclean}":
                return list(self.newsclean)
            case "{python}":
                return [sys.executable]
            case "{page}":
                return [str(PAGE)]
            case "{folder}":
                return [str(inputs.tree())]
            case "{out}":
                return [str(self.folder / "beside")]
            case "{fresh}":
                shutil.rmtree(self.folder / "fresh", ignore_errors=True)
                return [str(self.folder / "fresh")]
            case "{jsonl}" | "{text}" | "{gb18030}":
                return [str(inputs.path(argument.strip("{}")))]
        return [argument]
