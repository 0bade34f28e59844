"""Configuration files: found upwards, checked, and weaker than the command line."""

import pytest

from newsclean import config
from newsclean.errors import ConfigError


def written(folder, text, name="newsclean.toml"):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_nearest_file_upwards_is_found(tmp_path):
    path = written(tmp_path, "max-loss = 40\n")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert config.find(inner) == path


def test_pyproject_counts_only_with_a_table_of_ours(tmp_path):
    written(tmp_path, "[tool.other]\n", "pyproject.toml")
    assert config.find(tmp_path) is None
    path = written(tmp_path, "[tool.newsclean]\nmax-loss = 40\n", "pyproject.toml")
    assert config.load(config.find(tmp_path))["max-loss"] == 40
    assert config.find(tmp_path) == path


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("max-los = 40\n", r"newsclean\.toml: unknown key 'max-los'; did you mean 'max-loss'"),
        ('[strip-pinyin]\npolici = "all"\n', r"strip-pinyin has no option 'polici'; did you mean 'policy'"),
        ('[strip-pinyin]\npolicy = "some"\n', r"policy is 'some', but must be one of: auto, all"),
        ("dedup = true\n", r"write \[dedup\]"),
        ("max-loss = \n", r"newsclean\.toml: not valid TOML.*line 1"),
    ],
    ids=["unknown key", "unknown option of a step", "wrong value of a step", "step as a plain value", "broken TOML"],
)
def test_what_is_wrong_is_named_with_the_way_out(tmp_path, toml, message):
    with pytest.raises(ConfigError, match=message):
        config.load(written(tmp_path, toml))


def test_paths_of_rules_count_from_the_files_folder(tmp_path):
    settings = config.load(written(tmp_path, 'rules = "my.toml"\n'))
    assert settings["rules"] == [str(tmp_path / "my.toml")]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("steps = [1]", "steps must be a list of strings"),
        ("steps = []", "that is not empty"),
        ("rules = 3", "rules must be a list of strings"),
        ('quiet = "yes"', "quiet must be a bool"),
        ('max-loss = "much"', "max-loss must be a float"),
        ("clean = 3", r"write \[clean\]"),
    ],
)
def test_a_value_of_the_wrong_kind_names_file_and_key(tmp_path, toml, message):
    with pytest.raises(ConfigError, match=rf"newsclean\.toml: .*{message}"):
        config.load(written(tmp_path, toml + "\n"))


def test_a_command_may_have_a_table_of_its_own(tmp_path):
    settings = config.load(written(tmp_path, 'skip = "chrome"\n[clean]\nmax-loss = 40\n'))
    assert settings == {"skip": ["chrome"], "clean": {"max-loss": 40}}


def test_a_pyproject_whose_table_is_none_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="'newsclean' must be a table"):
        config.load(written(tmp_path, "[tool]\nnewsclean = 5\n", "pyproject.toml"))
