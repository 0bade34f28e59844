"""What a person is told of rules, pages and changes, by commands that change nothing."""

import json
import subprocess
import sys

import pytest
from conftest import ROOT, SEEDS

from newsclean import registry, rules
from newsclean.cli import run


@pytest.mark.parametrize("name", [*registry.steps(), *rules.builtin()])
def test_every_step_and_rule_is_explained(name, capsys):
    assert run(["explain", name]) == 0
    told = capsys.readouterr().out
    why = registry.get(name).summary if name in registry.steps() else rules.builtin()[name].why
    assert told.startswith(f"{name}\n")
    assert "".join(why.split()) in "".join(told.split())


def test_what_is_put_is_told_with_what_it_is_put_for(in_folder, capsys):
    (in_folder / "page.txt").write_text("漢語發展\n", "utf-8")
    assert run(["check", "--steps", "convert", "--json", "page.txt"]) == 1
    (page,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert [finding["message"] for finding in page["findings"]] == ["would put “汉语发” for “漢語發”"]


def test_what_moves_is_told_where_it_goes_and_where_it_comes_to_stand(capsys):
    """A caption inside a sentence follows the paragraph."""
    assert run(["check", "--json", str(SEEDS[1])]) == 1
    (page,) = map(json.loads, capsys.readouterr().out.splitlines())
    said = {finding["message"][:11] for finding in page["findings"] if finding["rule"].endswith(".move")}
    assert said == {"would put “", "would remov"}


def test_a_record_is_inspected_without_an_encoding_and_a_page_that_is_not_split_without_articles(in_folder, capsys):
    (in_folder / "a.jsonl").write_text('{"id": "a", "text": "临平(línpíng)新城。"}\n', "utf-8")
    assert run(["inspect", "a.jsonl", "--steps", "strip-pinyin"]) == 0
    assert capsys.readouterr().out.startswith("a\n14 characters, 64.3 % lost\n")


def test_stitch_splits_also_where_the_settings_do_not(in_folder, capsys):
    for name in ("000", "001"):
        (in_folder / f"{name}_01.txt").write_bytes(SEEDS[int(name)].read_bytes())
    command = ["stitch", "000_01.txt", "001_01.txt", "-t", "jsonl"]
    assert run(command) == 0
    split = capsys.readouterr().out
    (in_folder / "newsclean.toml").write_text(
        'steps = ["normalize", "strip-pinyin", "strip-chrome", "dedup", "reflow"]\n', "utf-8"
    )
    assert run(command) == 0
    assert capsys.readouterr().out == split


def test_steps_are_there_when_they_are_asked_for():
    """Importing the package alone loads none of them."""
    script = (
        "import sys, newsclean\n"
        "assert 'newsclean.steps' not in sys.modules\n"
        "print(newsclean.apply('新城(xīnchéng)', list(newsclean.steps.strip_pinyin('新城(xīnchéng)'))))\n"
        "print(sorted(dir(newsclean)) == sorted(newsclean.__all__))\n"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", script], cwd=ROOT, capture_output=True, check=False)
    assert done.stdout.decode().split() == ["新城", "True"], done.stderr.decode()
