"""The thirteen articles of the five seeds come out exactly as labelled by hand."""

import golden
import pytest


@pytest.mark.parametrize(("name", "wanted", "found"), list(golden.pages()), ids=lambda value: value[:3])
def test_the_articles_of_a_seed(name, wanted, found):
    assert found == wanted, f"{name}: make golden shows the difference"
