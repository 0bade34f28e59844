"""A page line by line: inspect, and explain PAGE:LINE."""

import pytest
from conftest import SEEDS, newsclean

from newsclean.layout import confidences, layout
from newsclean.layout.explaining import decision
from newsclean.terminal import width

PAGE = """社区食堂开业

本报讯(记者 王小满)昨天中午,江城区梧桐社区食堂正式开业,周边的老人第一时间来到食堂尝鲜,窗口前很快排起了长

队。食堂提供早中晚三餐(sāncān),八十岁以上的老人可以享受送餐上门的服务。
评论列表
图为新食堂。王一\x1b[2J 摄

区政府召开防汛工作会议

本报讯(记者 王一)昨日,区政府召开防汛工作会议,要求各部门抓好隐患排查,确保安全。
"""


@pytest.fixture
def inspected(in_folder):
    """The lines that inspect shows of the page."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    done = newsclean("inspect", "page.txt", cwd=in_folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().splitlines()


def test_each_line_is_shown_with_its_number_and_what_it_is(inspected):
    """Under the name of the page and what became of it."""
    assert inspected[0] == "page.txt"
    assert inspected[1].endswith("2 articles, utf-8 (confidence 1.00)")
    numbered = {line[:4].strip(): line[5:16].strip() for line in inspected[2:] if line[:4].strip().isdigit()}
    assert numbered == {
        "1": "headline",
        "3": "fragment",
        "5": "paragraph",
        "6": "removed",
        "7": "caption",
        "9": "headline",
        "11": "paragraph",
    }


def test_edits_stand_in_their_lines_with_their_rules(inspected):
    """Also the mark of a join, at the end of the line that goes on below."""
    text = "".join(line[23:] for line in inspected[2:])
    assert "三餐[-(sāncān)-],八十岁" in text
    assert "[-评论列表-]  chrome.comment-box" in text
    assert "排起了长⏎" in text
    assert "pinyin.annotation" in text


def test_a_further_article_begins_behind_what_was_removed_before_it(inspected):
    """The line between two articles stands right above the headline."""
    at = next(number for number, line in enumerate(inspected) if line.startswith("── article 2 ─"))
    assert "区政府召开防汛工作会议" in inspected[at + 1]


def test_it_fits_80_columns_and_steers_nothing(inspected):
    """Hanzi counted as two."""
    assert all(width(line) <= 80 for line in inspected)
    assert not any("\x1b" in line for line in inspected)
    assert any(r"[-\x1b-]" in line for line in inspected)


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_shown(in_folder):
    """As everywhere: one named failure, the exit code 1."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    done = newsclean("inspect", "none.txt", "page.txt", cwd=in_folder)
    assert done.returncode == 1
    assert b"none.txt" in done.stderr
    assert "社区食堂开业".encode() in done.stdout


def test_rules_can_be_left_out(in_folder):
    """As in clean."""
    (in_folder / "page.txt").write_text(PAGE, "utf-8")
    done = newsclean("inspect", "page.txt", "--skip", "pinyin", cwd=in_folder)
    assert "三餐(sāncān),八十岁" in "".join(line[23:] for line in done.stdout.decode().splitlines())


def explained(folder, place):
    (folder / "page.txt").write_text(PAGE, "utf-8")
    return newsclean("explain", place, cwd=folder)


def test_explain_says_why_a_line_is_a_headline(in_folder):
    """What it might have been otherwise, and the features for and against it, weightiest first."""
    told = explained(in_folder, "page.txt:9").stdout.decode()
    assert told.startswith("page.txt:9 is a headline (confidence ")
    assert "Taken for headline rather than " in told
    weights = [float(line.split()[0]) for line in told.partition("for it:")[2].partition("against it:")[0].splitlines() if " more" not in line and line.strip()]  # fmt: skip
    assert len(weights) > 2
    assert weights == sorted(weights, reverse=True)
    assert all(weight > 0 for weight in weights)


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("page.txt:2", "page.txt:2 is blank or was removed"),
        ("page.txt:6", "page.txt:6 is blank or was removed"),
        ("page.txt:99", "page.txt has no line 99: it has 12"),
        ("none.txt:1", "none.txt: cannot be read"),
        ("chrome.commentbox", "did you mean 'chrome.comment-box'?"),
    ],
)
def test_explain_says_what_is_wrong_with_a_place(in_folder, place, told):
    """A sentence that says what was found, or what to do."""
    done = explained(in_folder, place)
    assert done.returncode != 0
    assert told in done.stderr.decode()


def test_the_reasons_of_every_line_add_up_to_how_sure_it_is():
    """On all lines of a seed: what is told is what was decided."""
    text = SEEDS[0].read_text("utf-8")
    for block, confidence in zip(layout(text), confidences(text), strict=True):
        found = decision(text, block.start)
        assert found.confidence == confidence
        if found.rival and confidence < 1 - 1e-9:
            assert 1 / (1 + 2.718281828459045 ** -sum(reason.weight for reason in found.reasons)) == pytest.approx(
                confidence, abs=1e-6
            )


def test_a_line_that_can_be_nothing_else_has_no_reasons():
    """What is certain overrules the weights."""
    found = decision("社区食堂开业\n\n昨天中午,江城区梧桐社区食堂正式开业。\n\f\n又一篇的标题\n", 0)
    assert found.confidence > 0.5
    with pytest.raises(ValueError, match="no line at 99"):
        decision("一行", 99)
