"""What is public: listed once, sorted, there, documented, and typed."""

import doctest
import importlib
import pkgutil
import subprocess
import sys
from importlib import resources

import pytest
from conftest import SEEDS

import newsclean
from newsclean import registry

MODULES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(newsclean.__path__, "newsclean.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("module", [newsclean, *MODULES], ids=lambda module: module.__name__)
def test_public_names_are_listed_sorted_and_there(module):
    if hasattr(module, "__all__"):
        assert all(hasattr(module, name) for name in module.__all__)
        assert list(module.__all__) in (sorted(module.__all__), sorted(module.__all__, key=_as_ruff_sorts))


def _as_ruff_sorts(name):
    """Constants, then classes, then the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.mark.parametrize("module", [newsclean, newsclean.steps, *MODULES], ids=lambda module: module.__name__)
def test_examples_in_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


def test_every_step_is_a_function_of_the_steps_package():
    assert {name.replace("_", "-") for name in newsclean.steps.__all__} == set(registry.steps())


def test_clean_gives_articles_with_spans_in_the_page(seed):
    page = seed.read_text("utf-8")
    articles = newsclean.clean(page)
    assert articles
    for article in articles:
        for block in article.blocks:
            kept = "".join(page[start:end] for start, end in block.spans)
            assert kept
            assert set(block.text) <= set(kept)


def test_clean_takes_steps_and_rules_to_skip():
    page = SEEDS[0].read_text("utf-8")
    assert "《今日临平》电子版" in "".join(
        block.text for article in newsclean.clean(page, skip=["chrome"]) for block in article.blocks
    ) + "".join(article.headline or "" for article in newsclean.clean(page, skip=["chrome"]))


def test_a_step_gives_edits_that_apply_carries_out():
    text = SEEDS[2].read_text("utf-8")
    edits = list(newsclean.steps.strip_pinyin(text))
    assert len(edits) == 236
    assert "(" not in newsclean.apply(text, edits)


def test_the_package_says_that_it_is_typed():
    assert resources.files("newsclean").joinpath("py.typed").is_file()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'clear'"):
        newsclean.clear  # noqa: B018


def test_a_step_is_a_function_under_its_name_also_where_its_module_was_loaded_by_itself():
    code = (
        "from newsclean.steps.dedup import copies\nimport newsclean\nprint(newsclean.steps.dedup.__name__, copies('a'))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "dedup []\n"


def test_one_step_does_not_load_the_others():
    code = "import sys, newsclean\nnewsclean.steps.strip_pinyin('a')\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "newsclean.steps.strip_pinyin" in loaded
    assert not {"newsclean.steps.dedup", "newsclean.steps.strip_chrome", "newsclean.layout"} & set(loaded)


def test_the_version_is_told_without_loading_what_cleans():
    code = "import sys; sys.argv = ['newsclean', '--version']\nfrom newsclean.__main__ import main\nmain()\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert loaded[:2] == ["newsclean", newsclean.__version__]
    assert not {"click", "rich", "numpy", "opencc", "newsclean.plan", "newsclean.registry"} & set(loaded)
