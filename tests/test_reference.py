"""What the documentation says of commands and rules is what they are."""

import pytest
from reference import documents


@pytest.mark.parametrize(("path", "text"), list(documents().items()), ids=lambda value: getattr(value, "name", ""))
def test_generated_documentation_is_up_to_date(path, text):
    assert path.read_text("utf-8") == text, "run: make docs"
