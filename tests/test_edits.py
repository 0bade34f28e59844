"""The laws of edits, as properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.edits import Edit, Source, apply, compose, invert
from newsclean.errors import EditError

TEXTS = st.text("甲乙丙丁ab\n", max_size=12)


@st.composite
def edit_lists(draw, length, rules="rst"):
    """A valid list of edits for a text of `length` characters."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [Edit(a, b, draw(st.text("xyz", max_size=2)), draw(st.sampled_from(rules))) for a, b in pairs]


@st.composite
def chains(draw, steps):
    """A text and `steps` lists of edits, each valid for what the lists before it left."""
    source = text = draw(TEXTS)
    lists = []
    for _ in range(steps):
        edits = draw(edit_lists(len(text)))
        lists.append(edits)
        text = apply(text, edits)
    return source, lists


def owners(source, edits):
    """The rule that removed each character of the source, or None."""
    owner = [None] * len(source)
    for edit in edits:
        owner[edit.start : edit.end] = [edit.rule] * (edit.end - edit.start)
    return owner


@given(chains(2))
def test_composed_edits_do_what_the_two_lists_do(chain):
    source, (a, b) = chain
    assert apply(source, compose(a, b)) == apply(apply(source, a), b)


@given(chains(3))
def test_composition_is_associative(chain):
    _, (a, b, c) = chain
    assert compose(compose(a, b), c) == compose(a, compose(b, c))


@given(chains(2))
def test_a_character_belongs_to_the_rule_that_removed_it_first(chain):
    source, (a, b) = chain
    first, both = owners(source, a), owners(source, compose(a, b))
    assert all(f in (None, o) for f, o in zip(first, both, strict=True))
    later = {edit.rule for edit in b}
    assert all(o is None or o in later for f, o in zip(first, both, strict=True) if f is None)


@given(chains(1))
def test_inverted_edits_give_the_source_back(chain):
    source, (a,) = chain
    assert apply(apply(source, a), invert(source, a)) == source


@given(chains(2), st.data())
def test_source_spans_point_at_the_kept_characters(chain, data):
    source, (a, b) = chain
    edits = compose(a, b)
    text = apply(source, edits)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = Source(source, edits).spans(start, end)
    assert spans == sorted(spans)
    kept = "".join(source[x:y] for x, y in spans)
    if not any(edit.text for edit in edits):
        assert kept == text[start:end]


def test_replacing_what_a_first_rule_put_keeps_the_first_rules_removal():
    assert compose([Edit(0, 1, "X", "a")], [Edit(0, 1, "Z", "b")]) == [
        Edit(0, 0, "Z", "b"),
        Edit(0, 1, "", "a"),
    ]


def test_a_removal_around_an_earlier_one_is_cut_in_two():
    assert compose([Edit(2, 4, "", "a")], [Edit(1, 3, "", "b")]) == [
        Edit(1, 2, "", "b"),
        Edit(2, 4, "", "a"),
        Edit(4, 5, "", "b"),
    ]


def test_an_edit_that_does_nothing_leaves_no_seam():
    nothing_and_removal = [Edit(0, 4, "", "a"), Edit(5, 5, "", "a")]
    assert compose(nothing_and_removal, [Edit(0, 2, "", "b")]) == [Edit(0, 4, "", "a"), Edit(4, 6, "", "b")]


def test_neighbours_of_one_rule_become_one_and_of_two_rules_stay_two():
    assert compose([Edit(2, 5, "", "a"), Edit(5, 8, "", "a"), Edit(8, 9, "", "b")], []) == [
        Edit(2, 8, "", "a"),
        Edit(8, 9, "", "b"),
    ]


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 3, "", "one"), Edit(2, 4, "", "two")],
        [Edit(3, 4, "", "one"), Edit(0, 1, "", "two")],
        [Edit(4, 9, "", "two")],
        [Edit(3, 2, "", "two")],
    ],
)
def test_apply_refuses_overlapping_misordered_and_outlying_edits_and_names_the_rule(edits):
    with pytest.raises(EditError, match="two"):
        apply("甲乙丙丁戊", edits)


def test_moved_characters_are_traced_to_where_they_stood():
    text = "半句\n图一\n另半句\n末"
    edits = [Edit(2, 6, "", "reflow.move"), Edit(9, 9, "\n图一", "reflow.move")]
    result = apply(text, edits)
    assert result == "半句另半句\n图一\n末"
    assert Source(text, edits).spans(result.index("图一"), result.index("图一") + 2) == [(3, 5)]


def test_what_was_moved_is_found_whole_where_a_piece_of_it_was_moved_too():
    """甲 and 甲乙 go behind 丙, the longer one first."""
    edits = [Edit(0, 2, "", "x.move"), Edit(2, 5, "", "x.move"), Edit(6, 6, "甲乙甲", "x.move")]
    assert apply("甲\n甲乙\n丙", edits) == "丙甲乙甲"
    assert Source("甲\n甲乙\n丙", edits).spans(0, 4) == [(5, 6), (2, 4), (0, 1)]
