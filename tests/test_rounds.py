"""Where a step looks again until nothing changes, it stops after some rounds: what it has done by then is sound."""

import importlib

import pytest

from newsclean import registry, split
from newsclean.edits import apply

STORY = "昨日上午,区政府召开防汛工作会议,会议强调要压实责任,抓好隐患排查,确保人民群众安全度汛。"


@pytest.mark.parametrize(
    ("module", "limit", "step", "text", "done"),
    [
        ("steps.dedup", "_LOOKS", "dedup", "防汛工作会议召开\n防汛工作会议召开\n" + STORY + "\n", "防汛工作会议召开\n" + STORY + "\n"),
        ("steps.convert", "_ROUNDS", "convert", "汉语发展\n", "漢語發展\n"),
        ("chrome.surroundings", "_ROUNDS", "strip-chrome", STORY + "\n评论列表\n暂无评论,快抢沙发吧~\n", STORY + "\n"),
        ("steps.reflow", "_ROUNDS", "reflow", STORY[:22] + "\n\n" + STORY[22:] + "\n", STORY[:22] + "\n\n" + STORY[22:] + "\n"),
    ],
    ids=["dedup", "convert", "strip-chrome", "reflow"],
)  # fmt: skip
def test_after_one_round_what_was_found_is_done(monkeypatch, module, limit, step, text, done):
    """But of joins, which may have brought together what does not belong together, none is made."""
    options = {"script": "s2t"} if step == "convert" else {}
    monkeypatch.setattr(importlib.import_module(f"newsclean.{module}"), limit, 1)
    assert apply(text, list(registry.get(step).edits(text, **options))) == done


def test_a_page_whose_articles_do_not_settle_is_split_as_the_last_round_reads_it(monkeypatch):
    text = "防汛会议召开\n文/图 王一\n\n(上接1斤拷\n产安隐患排查。\n区政府召开防汛工作会议\n"
    monkeypatch.setattr(split, "_ROUNDS", 1)
    articles, edits = split.divide(text)
    assert sorted("".join(apply(text, edits).split())) == sorted("".join(text.split()))
    assert all(text[start:end] for article in articles for block in article.blocks for start, end in block.spans)
