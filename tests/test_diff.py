"""A diff made from edits says the same as one made by comparing the two texts."""

import subprocess

from hypothesis import given
from hypothesis import strategies as st

from newsclean.diff import unified
from newsclean.edits import Edit, apply


def patched(source, diff, folder):
    """What `patch` makes of the source: the judge of whether a diff is right."""
    (folder / "page").write_text(source, "utf-8")
    result = subprocess.run(
        ["patch", "--quiet", "page"], input="\n".join(diff) + "\n", text=True, cwd=folder, check=False
    )
    assert result.returncode == 0
    return (folder / "page").read_text("utf-8")


def test_patch_turns_the_source_into_the_result(tmp_path):
    source = "".join(f"第{n}行\n" for n in range(30))
    lines = [source.index(f"第{n}行") for n in range(30)]
    edits = [
        Edit(lines[2], lines[3], "", "whole line"),
        Edit(lines[10] + 1, lines[10] + 3, "十", "inside"),
        Edit(lines[11], lines[11], "新行\n", "inserted"),
        Edit(lines[28], lines[29], "", "near the end"),
    ]
    assert patched(source, list(unified(source, edits, "page")), tmp_path) == apply(source, edits)


def test_no_edits_give_no_diff():
    assert list(unified("甲\n乙\n", [], "page")) == []


def test_hunks_keep_three_lines_around_a_change():
    source = "".join(f"{n}\n" for n in range(9))
    assert list(unified(source, [Edit(8, 10, "", "r")], "p")) == [
        "--- p", "+++ p (cleaned)", "@@ -2,7 +2,6 @@", " 1", " 2", " 3", "-4", " 5", " 6", " 7",
    ]  # fmt: skip


@given(st.text("甲乙\n", max_size=30), st.data())
def test_lines_taken_and_given_are_those_of_the_two_texts(source, data):
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    edits = [Edit(start, end, data.draw(st.text("丙\n", max_size=3)), "r")]
    diff = [line for line in unified(source, edits, "p") if not line.startswith(("---", "+++", "@@"))]
    old = [line[1:] for line in diff if line[0] in " -"]
    new = [line[1:] for line in diff if line[0] in " +"]
    if apply(source, edits) != source and diff:
        assert "\n".join(old) in source
        assert "\n".join(new) in apply(source, edits)
