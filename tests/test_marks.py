"""Marks can be read back exactly, whatever the text holds."""

from hypothesis import given
from hypothesis import strategies as st

from newsclean import marks
from newsclean.edits import Edit, apply

NASTY = st.text("[]{}-+\\甲\n", max_size=10)


@given(st.lists(st.tuples(NASTY, NASTY, NASTY), max_size=4), NASTY)
def test_reading_what_was_shown_gives_source_and_result_back(parts, tail):
    source, edits = "", []
    for kept, removed, put in parts:
        source += kept + removed
        edits.append(Edit(len(source) - len(removed), len(source), put, "r"))
    source += tail
    again, read = marks.read(marks.show(source, edits))
    assert again == source
    assert apply(again, read) == apply(source, edits)


def test_an_edit_that_does_nothing_leaves_no_mark():
    assert marks.show("[-", [Edit(1, 1, "", "r")]) == "[\\-"


def test_marks_look_as_documented():
    assert marks.show("青少(qīngshào)年", [Edit(2, 12, "", "r")]) == "青少[-(qīngshào)-]年"
    assert marks.show("他说，好", [Edit(2, 3, ",", "r")]) == "他说[-，-]{+,+}好"
    assert marks.show("[-原样-]", []) == "[\\-原样-\\]"
