"""Every case of every step: what is removed, what is put, what stays; and each step is idempotent on them."""

import pytest
from case_files import ALL

from newsclean import marks, registry
from newsclean.edits import apply


def edits_of(case, text):
    step = registry.get(case.step)
    return list(step.edits(text, **step.arguments(case.options)))


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.step}: {case.sentence}")
def test_case(case):
    source, _ = marks.read(case.marked)
    assert marks.show(source, edits_of(case, source)) == case.marked


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.step}: {case.sentence}")
def test_step_changes_nothing_in_its_own_output(case):
    source, _ = marks.read(case.marked)
    cleaned = apply(source, edits_of(case, source))
    assert apply(cleaned, edits_of(case, cleaned)) == cleaned


def test_every_step_has_cases_with_and_without_changes():
    for name in registry.steps():
        own = [case for case in ALL if case.step == name]
        assert any(marks.read(case.marked)[1] for case in own), f"{name}: no case changes anything"
        assert any(not marks.read(case.marked)[1] for case in own), f"{name}: no case leaves the text alone"


@pytest.mark.parametrize("name", registry.steps())
def test_every_step_is_idempotent_on_the_seeds(name, seed):
    step = registry.get(name)
    once = seed.read_text("utf-8")
    once = apply(once, list(step.edits(once)))
    assert list(step.edits(once)) == []
