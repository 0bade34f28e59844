"""Whatever a page holds, the laws of `laws.py` hold: for pages that Hypothesis builds, and for the fuzzer's corpus."""

import laws
import pytest
from hypothesis import given, settings
from pages import files, pages
from targets import CORPUS, TARGETS

KEPT = [
    pytest.param(name, path, id=f"{name} {path.name}") for name in TARGETS for path in sorted((CORPUS / name).iterdir())
]
MANY = settings(max_examples=150, deadline=None)


@MANY
@given(pages())
def test_every_line_of_a_page_has_a_place_in_its_layout(text):
    laws.lines_have_a_place(text)


@MANY
@given(pages())
def test_a_page_is_cleaned_by_edits_that_can_be_shown_and_undone(text):
    laws.page_is_cleaned(text)


@MANY
@given(pages())
def test_a_step_finds_nothing_more_in_what_it_has_done(text):
    laws.steps_are_done_once(text)


@MANY
@given(files())
def test_every_byte_of_a_file_is_kept_or_the_file_refused(data):
    laws.bytes_are_kept(data)


@MANY
@given(files())
def test_a_file_is_restored_from_its_trace(data):
    laws.file_is_restored(data)


@pytest.mark.parametrize(("target", "path"), KEPT)
def test_what_the_fuzzer_kept_breaks_no_law(target, path):
    TARGETS[target](path.read_bytes())
