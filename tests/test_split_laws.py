"""Laws of splitting: the canonical text is the articles written down, and a fixed point."""

from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean.documents import plain
from newsclean.plan import make_plan

LINES = st.sampled_from(
    [
        "区政府召开防汛工作会议",
        "筑牢汛期安全防线",
        "本报讯(记者 王一)昨日,区政府召开防汛工作会议,研究部署汛期各项准备工作,要求各部门抓好落实。",
        "会议还研究了其他事项,对下一阶段的防汛备汛工作作出了部署,要求各镇街压实责任,确保群众生命财",
        "产安全,确保城市平稳有序运行。",
        "图/张三",
        "工人们正在清理河道 李四 摄",
        "(下转2版)",
        "(上接1版)",
        "(上接第一版)刻拉得出、顶得上、打得赢,切实保障了群众的生命财产安全。",
        "区政府召开防汛工作会议(紧接第一版)",
        "本报记者 王一 通讯员 李四",
        "一、压实责任",
        "王一 李四",
        "",
        "\f",
        " ",
        "他说:“今年的雨特别大。",
    ]
)
PAGES = st.lists(LINES, max_size=14).map("\n".join)
SPLIT = make_plan(steps=["split"])


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_canonical_text_is_the_articles_written_down(page):
    cleaned = SPLIT.run(page)
    assert cleaned.text == plain(cleaned.articles)


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_canonical_text_is_a_fixed_point(page):
    text = SPLIT.run(page).text
    assert SPLIT.run(text).text == text


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES, max_size=8, unique=True).map("\n".join))
def test_spans_point_at_the_text_of_their_block(page):
    for article in SPLIT.run(page).articles:
        for block in article.blocks:
            kept = "".join(page[start:end] for start, end in block.spans)
            assert kept.replace(" ", "") == block.text.replace(" ", "")
