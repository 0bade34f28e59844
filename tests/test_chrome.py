"""Rules of strip-chrome keep their word, and the step keeps its laws on pages mixed from anything."""

import json
import re
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import marks, registry, rules
from newsclean.chrome.index import Index, indexed, loaded, saved
from newsclean.chrome.patterns import beginnings, required, spellings
from newsclean.chrome.rulebook import (
    IN_COMPANY,
    LISTS,
    compiled,
    compiled_own,
    fold,
    fold_pattern,
    rules_checksum,
    tables_of,
)
from newsclean.edits import apply
from newsclean.rules import Rule
from newsclean.steps.strip_chrome import strip_chrome

RULES = list(rules.builtin("chrome").values())
MATCHING = [(rule.id, line) for rule in RULES if rule.match for line in rule.removes]
MARKED = [(rule.id, text) for rule in RULES if not rule.match for text in rule.removes]
KEPT = [(rule.id, text) for rule in RULES for text in rule.keeps]

PARAGRAPH = "一座停用二十年的老渡口，经过八个月的改造，昨天作为滨江公园重新开放，首日接待游客三千人。"
LINES = [
    PARAGRAPH,
    "老渡口变身滨江公园",
    "——江边三代人的记忆",
    "留住老码头",
    "图/张三",
    "说得真好。",
    "2024-05-03 08:15 来源：某某日报",
    "",
    "02",
    "新闻",
    "体育",
    "相关阅读",
    "点击排行",
    "分享到：",
    "微信",
    "回复 赞3",
    "网友评论",
    "3小时前",
    "首页 > 新闻 > 正文",
    "责任编辑：林小满",
    "上一篇：台风过境",
    "Copyright © 某某网",
    "制图：赵六",
]
PAGES = st.lists(st.sampled_from(LINES), max_size=40).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(lines))
)


def clean(text, **options):
    return apply(text, list(strip_chrome(text, **options)))


@pytest.mark.parametrize(("rule", "line"), MATCHING)
def test_a_rule_matches_every_line_it_says_it_removes(rule, line):
    assert compiled().find(line) == rule


@pytest.mark.parametrize(("rule", "line"), MATCHING)
def test_a_line_of_a_rule_goes_below_a_story_amid_chrome(rule, line):
    page = f"{PARAGRAPH}\n分享到：\n{line}\n打印本页 关闭窗口\n返回目录"
    assert clean(page) == PARAGRAPH


@pytest.mark.parametrize(("rule", "text"), MARKED)
def test_a_rule_without_patterns_does_what_its_example_shows(rule, text):
    source, _ = marks.read(text)
    edits = list(strip_chrome(source))
    assert marks.show(source, edits) == text
    assert rule in {edit.rule for edit in edits}


@pytest.mark.parametrize(("rule", "text"), KEPT)
def test_the_step_leaves_every_text_a_rule_says_it_keeps(rule, text):
    assert list(strip_chrome(text)) == []


@pytest.mark.parametrize(("rule", "text"), KEPT)
def test_what_a_rule_keeps_is_kept_inside_a_story_too(rule, text):
    page = f"{PARAGRAPH}\n{text}\n{PARAGRAPH}"
    assert clean(page) == page


def test_roles_name_rules_that_exist():
    known = {rule.id for rule in RULES}
    assert known >= IN_COMPANY | LISTS
    assert IN_COMPANY.isdisjoint(LISTS)


@given(PAGES)
def test_a_second_run_finds_nothing(page):
    once = clean(page)
    assert clean(once) == once


@given(PAGES)
def test_only_whole_lines_go(page):
    kept = clean(page).splitlines()
    lines = iter(page.splitlines())
    assert all(line in lines for line in kept)


@given(st.lists(st.sampled_from(LINES[1:]), max_size=20), st.lists(st.sampled_from(LINES), max_size=20))
def test_the_first_story_stays_whatever_stands_around_it(above, below):
    story = [
        "老渡口的前世今生与它的邻居们",
        PARAGRAPH.replace("三千", "四千"),
        PARAGRAPH.replace("三千", "五千"),
    ]
    kept = clean("\n".join([*above, *story, *below])).split("\n")
    assert kept[kept.index(story[1]) :][:2] == story[1:]


@given(PAGES)
def test_a_page_reads_the_same_in_traditional_characters(page):
    table = str.maketrans("评论阅读关责编辑网体闻复赞来", "評論閱讀關責編輯網體聞復贊來")
    assert clean(page.translate(table)) == clean(page).translate(table)


@pytest.mark.parametrize(
    "text",
    ["", "\n", " \n\u3000\n", PARAGRAPH, "分享到:", "分享到:\n", "\n\n分享到:\n\n", "\x00", "标题", "\f"],
)
def test_slight_pages_are_handled(text):
    kept = clean(text)
    assert "分享" not in kept
    assert kept.strip() in text


def test_a_line_is_folded_in_width_script_case_and_blanks():
    assert fold("\u3000發表評論：　ＡＰＰ ｜ Line\t") == "发表评论: app | line"


def test_a_pattern_in_full_width_and_traditional_characters_matches_the_same_lines():
    assert re.fullmatch(fold_pattern("更多（精彩）？新聞"), fold("更多（精彩）？新闻"))


def test_rules_of_the_users_own_come_first_and_may_match_sentences():
    own = Rule("house.slogan", ("本報——陪您讀懂這座城市。", "第\\d+碗茶"), "A slogan.", (), ())
    page = f"{PARAGRAPH}\n本报——陪您读懂这座城市。\n第３碗茶"
    assert clean(page) == page
    assert [edit.rule for edit in strip_chrome(page, rules=[own])] == ["house.slogan", "house.slogan"]
    assert compiled_own((Rule("house.share", ("分享到[:：]",), "Ours.", (), ()),)).find("分享到：") == "house.share"


def test_the_rules_of_a_user_are_no_option_of_the_command_line():
    assert registry.get("strip-chrome").options == ()


def test_a_long_row_of_menu_words_is_known_although_some_words_are_not():
    assert compiled().find("首页 新闻 时政 民生 惠民通 视频 图库 专题 数字报")
    assert compiled().find("张三 李四 王五 新闻 赵六 钱七") is None


def test_a_line_of_date_source_and_editor_is_no_row_of_chrome():
    assert compiled().find("2024-05-03 08:15:22 来源：某某日报") is None


def test_a_paragraph_is_no_chrome_however_many_of_its_words_it_holds():
    assert compiled().find("关于版权声明、联系我们和隐私政策，转载须知里都写着，客户端也能看到。" * 3) is None


def test_spellings_lists_a_pattern_that_has_few():
    assert spellings("(上|下)一[页篇]") == {"上一页", "上一篇", "下一页", "下一篇"}
    assert spellings("更多?") == {"更", "更多"}


@pytest.mark.parametrize("pattern", [".*", "\\d", "第[^一]页", "页+", "(一|二){9}", "[甲-癸]"])
def test_spellings_gives_up_where_they_are_endless_or_too_many(pattern):
    assert not spellings(pattern)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_long_line_is_known_by_a_clue_wherever_it_stands(end):
    notice = (
        "本站部分内容来源于互联网,仅供学习交流之用,不代表本站立场,"
        + "如有侵权请联系我们删除,谢谢合作," * 2
        + "版权归原作者所有"
    )
    long = f"版权{'甲' * 400}"
    assert compiled().find(notice) == "chrome.disclaimer"
    assert compiled().known(f"{notice}{end}他说。{end}{long}{end}") == {notice: "chrome.disclaimer"}
    assert compiled().known(f"{long}{end}  {notice} ") == {notice: "chrome.disclaimer"}


@pytest.mark.parametrize(
    ("pattern", "clues"),
    [
        (".{0,9}(转载|转发)请注明.*", {"请注明"}),
        ("(转载|发布).*", {"转载", "发布"}),
        ("(转载|.)", set()),
        ("[评回]?\\d+", set("0123456789")),
        (".{0,9}[x-z]报", {"x报", "y报", "z报"}),
        (".{0,9}[A-C].*", {"a", "b", "c"}),
        ("[一-龥]{2,6}网.?", {"网"}),
        ("(APP)+.", {"app"}),
        (".*", set()),
    ],
)
def test_required_names_what_every_match_contains(pattern, clues):
    assert required(pattern) == clues


@given(st.sampled_from([pattern for rule in RULES for pattern in rule.match]), st.data())
def test_every_match_of_every_rule_holds_one_of_its_clues(pattern, data):
    folded = fold_pattern(pattern)
    clues = required(folded)
    text = data.draw(st.from_regex(re.compile(folded, re.ASCII), fullmatch=True)).lower()
    assert not clues or any(clue in text for clue in clues)


@pytest.mark.parametrize(
    ("pattern", "known", "clues"),
    [
        ("分享到.*", {"分享"}, set()),
        ("本.{2,40}原创", {"本"}, set()),
        ("(共|已)?有\\d", {"共有", "已有", *(f"有{digit}" for digit in "0123456789")}, set()),
        ("(看了)?又?看.+", {"看了", "又看", "看"}, set()),
        ("APP+", {"ap"}, set()),
        ("[a-c]版?", {"a", "b", "c", "a版", "b版", "c版"}, set()),
        ("[\\u4e00-\\u9fff]版.*", set(), {"版"}),
        ("赞", {"赞"}, set()),
        ("关注.+|.{0,9}公众号", {"关注"}, {"公众号"}),
        (".{0,9}(转载|转发)", set(), {"转载", "转发"}),
        (".*", set(), None),
    ],
)
def test_beginnings_names_what_a_match_begins_with_or_else_a_clue(pattern, known, clues):
    assert beginnings(pattern) == (known, clues)


@given(st.sampled_from([pattern for rule in RULES for pattern in rule.match]), st.data())
def test_every_match_of_every_rule_begins_as_is_known_or_holds_a_clue(pattern, data):
    folded = fold_pattern(pattern)
    known, clues = beginnings(folded)
    text = data.draw(st.from_regex(re.compile(folded, re.ASCII), fullmatch=True)).lower()
    assert clues is None or {text[:1], text[:2]} & known or any(clue in text for clue in clues)


@settings(deadline=None)
@given(st.sampled_from([pattern for rule in RULES for pattern in rule.match]), st.data())
def test_a_line_that_a_pattern_matches_is_found_whatever_is_looked_at_first(pattern, data):
    folded = fold_pattern(pattern)
    text = data.draw(st.from_regex(re.compile(folded, re.ASCII), fullmatch=True)).lower()
    assert Index(indexed([("前言|.{0,4}后记", "other"), (folded, "rule")])).find(text) in ("rule", "other")


def test_the_index_on_disk_is_that_of_the_rules():
    """If this fails, the rules have changed: run `make docs`."""
    file = resources.files("newsclean").joinpath("data/chrome-index.json")
    fields = json.loads(file.read_text("utf-8"))
    assert fields["rules"] == rules_checksum()
    assert fields["tables"] == saved(tables_of(RULES))


def test_an_index_comes_back_from_disk_as_it_was():
    tables = indexed([("上一页|下一页", "pager"), ("共\\d+页", "pager"), (".{0,9}(转载|转发)", "other"), (".*", "any")])
    assert loaded(json.loads(json.dumps(saved(tables)))) == tables
    assert tables.always == (2,)


FOOT = "\n".join(f"第{number}座桥今天开始检修" for number in "一二三四五六七八")
HEAD = "首页\n新闻\n体育\n财经\n登录/注册\n首页 > 新闻 > 正文"


def test_below_menus_all_of_a_foot_of_unknown_lines_goes_from_the_share_bar_on():
    page = f"{HEAD}\n老渡口变身滨江公园\n{PARAGRAPH}\n分享到：\n{FOOT}"
    assert clean(page) == f"老渡口变身滨江公园\n{PARAGRAPH}\n"[:-1]


def test_without_menus_the_lines_below_a_share_bar_stay():
    assert clean(f"{PARAGRAPH}\n分享到：\n{FOOT}") == f"{PARAGRAPH}\n{FOOT}"


def test_a_list_below_the_text_of_a_site_stays_up_to_the_share_bar():
    names = "一等奖\n张三\n李四光\n王小五\n赵六\n钱七\n孙八一\n周九"
    page = f"{HEAD}\n优秀船工名单公布\n{PARAGRAPH}\n{names}\n分享到：\n{FOOT}"
    assert clean(page) == f"优秀船工名单公布\n{PARAGRAPH}\n{names}"


def test_a_headline_of_few_characters_stays_below_menus():
    page = f"{HEAD}\n江边\n2024-05-03 08:15 来源：某某日报\n{PARAGRAPH}"
    assert clean(page) == f"江边\n2024-05-03 08:15 来源：某某日报\n{PARAGRAPH}"


def test_the_last_line_of_a_list_above_buttons_and_a_date_is_a_headline_and_stays():
    links = "\n".join(f"第{number}座桥今天开始检修" for number in "一二三四五")
    date = f"2024-05-03 08:15\n{PARAGRAPH}"
    above = f"{HEAD}\n相关新闻\n{links}\n老渡口变身滨江公园"
    assert clean(f"{above}\n分享到：\n+\n列印\n{date}") == f"老渡口变身滨江公园\n{date}"
    links = links.replace("桥", "楼") + "\n" + links
    assert clean(f"{HEAD}\n相关新闻\n{links}\n老渡口变身滨江公园\n{date}") == f"老渡口变身滨江公园\n{date}"


def test_a_headline_stays_over_the_ten_lines_of_a_forum_between_it_and_its_date():
    author = "[复制链接]\n1702\n主题\n713\n回帖\n7265\n积分\n论坛元老\n积分\n7265"
    date = "发表于 2013-3-21 16:09:06 | 显示全部楼层 |阅读模式"
    page = f"找回密码\n立即注册\nQQ登录\n查看: 384|回复: 2\n老渡口变身滨江公园\n{author}\n{date}\n{PARAGRAPH}"
    assert clean(page) == f"老渡口变身滨江公园\n{PARAGRAPH}"


def test_share_buttons_below_each_other_go_from_the_middle_of_a_story():
    assert clean(f"{PARAGRAPH}\n分享\nFacebook\n{PARAGRAPH}") == f"{PARAGRAPH}\n{PARAGRAPH}"
    names = f"{PARAGRAPH}\n微信\n微博\n{PARAGRAPH}"
    assert clean(names) == names


def test_crumbs_with_a_line_each_go_from_between_date_and_text():
    above = "老渡口变身滨江公园\n2024-05-03 08:15"
    assert clean(f"{above}\n江边新闻云\n>\n地方\n{PARAGRAPH}") == f"{above}\n{PARAGRAPH}"
    headline = f"江边新闻云\n>\n老渡口变身滨江公园\n{PARAGRAPH}"
    assert clean(headline) == headline


def test_a_summary_above_the_menus_that_stands_below_once_more_is_no_story():
    summary = "一座停用二十年的老渡口，昨天作为滨江公园重新开放。"
    names = "登录/注册\n" + "江边\n夜话\n云课\n视界\n体育\n" * 3 + "设为首页\n当前位置：要闻"
    story = f"老渡口变身滨江公园\n2024-05-03 08:15\n{summary}" + f"\n{PARAGRAPH}" * 6
    assert clean(f"老渡口变身滨江公园\n{summary}\n{names}\n{story}") == story


NAMES = "\n".join(f"江边{number}景" for number in "一二三四五六七八九十甲乙丙丁戊己")
LONG_MENU = f"登录/注册\n{NAMES}\n设为首页\n体育\n财经"
NOTICE = "江边晨光今起改版，读者点开页面就能听到新闻，如有意见，欢迎写信。"


def test_a_notice_that_a_long_menu_parts_from_the_story_is_no_story():
    story = f"老渡口变身滨江公园\n2024-05-03 08:15\n{PARAGRAPH}"
    assert clean(f"{NOTICE}\n{LONG_MENU}\n{story}") == story


@pytest.mark.parametrize("between", [NAMES + "\n江边\n渡口\n码头\n灯塔\n集市", "登录/注册\n江边\n体育\n财经\n设为首页"])
def test_a_short_paragraph_stays_above_a_table_and_above_a_few_lines_of_chrome(between):
    assert clean(f"{NOTICE}\n{between}\n老渡口变身滨江公园\n{PARAGRAPH}").startswith(NOTICE)


def test_a_long_foot_starts_at_its_first_known_line_but_invitations_to_scan_may_be_of_the_story():
    story = f"老渡口变身滨江公园\n{PARAGRAPH}\n渡口旧照征集中"
    assert clean(f"{HEAD}\n{story}\n广告位招租\n江边夜话\n{LONG_MENU}") == story
    assert clean(f"{HEAD}\n{story}\n扫码关注\n回复“渡口”看旧照\n{LONG_MENU}") == f"{story}\n回复“渡口”看旧照"


def test_a_menu_of_short_names_below_an_invitation_to_scan_opens_a_long_foot():
    story = f"老渡口变身滨江公园\n{PARAGRAPH}\n渡口旧照征集中"
    assert clean(f"{HEAD}\n{story}\n扫码关注\n{NAMES}\n{LONG_MENU}") == story
    assert clean(f"{HEAD}\n{story}\n{NAMES}\n{LONG_MENU}") == f"{story}\n{NAMES}"


def test_above_a_date_with_the_time_of_day_two_names_of_channels_are_a_menu():
    names = "体育\n江边\n财经"
    story = f"老渡口变身滨江公园\n2024-05-03 08:15\n{PARAGRAPH}"
    assert clean(f"{names}\n{story}") == story
    assert clean(f"{names}\n{story.replace(' 08:15', '')}") == f"{names}\n{story.replace(' 08:15', '')}"
    assert clean(f"体育\n江边\n{story}") == f"体育\n江边\n{story}"


HEADLINES = "\n".join(f"沿江第{number}座桥今天开始检修" for number in "一二三四五六七八九十")


def test_ten_headlines_below_a_story_are_a_list_of_links_on_the_page_of_a_site():
    story = f"老渡口变身滨江公园\n{PARAGRAPH}\n渡口旧照征集中"
    assert clean(f"{HEAD}\n{story}\n{HEADLINES}") == story
    assert clean(f"{story}\n{HEADLINES}") == f"{story}\n{HEADLINES}"
    few = HEADLINES[: HEADLINES.index("沿江第八座")] + "等十座"
    assert clean(f"{HEAD}\n{story}\n{few}") == f"{story}\n{few}"


@pytest.mark.parametrize(
    "form", ["{}、回复桥名看检修的日子", "第{}座桥检修，", "记者 张{}江 李{}山 王{}桥", "船工张{}江"]
)
def test_notes_verse_bylines_and_names_below_a_story_are_no_links(form):
    lines = "\n".join(form.replace("{}", number) for number in "一二三四五六七八九十甲乙丙")
    page = f"{HEAD}\n老渡口变身滨江公园\n{PARAGRAPH}\n{lines}"
    assert clean(page) == f"老渡口变身滨江公园\n{PARAGRAPH}\n{lines}"


def test_a_legal_notice_below_long_menus_is_no_story_but_a_paragraph_above_them_may_be():
    story = f"老渡口变身滨江公园\n2024-05-03 08:15\n{PARAGRAPH}" + f"\n{PARAGRAPH}" * 12
    assert clean(f"{HEAD}\n{story}\n评论列表\n{LONG_MENU}\n{NOTICE * 6}\n江边晨光") == story
    short = f"老渡口变身滨江公园\n2024-05-03 08:15\n{PARAGRAPH}"
    assert clean(f"{HEAD}\n{short}\n评论列表\n{LONG_MENU}\n{NOTICE * 20}").startswith(short)


def test_the_name_of_a_channel_goes_beside_the_date_of_a_site_only():
    above, below = f"老渡口变身滨江公园\n2024-05-03 08:15\n{PARAGRAPH}".split("\n", 1)
    assert clean(f"{above}\n社会\n{below}") == f"{above}\n{below}"
    assert clean(f"{above}\n{below.replace(PARAGRAPH, '社会')}\n{PARAGRAPH}") == f"{above}\n{below}"
    assert clean(f"社会\n{above}\n{below}") == f"社会\n{above}\n{below}"


@pytest.mark.parametrize("credit", ["（资料图片）", "（本报图片）", "（資料照）"])
def test_a_caption_that_says_whose_picture_it_is_stays_amid_menus(credit):
    caption = f"停用前的老渡口，每天有三百人在这里上船过江。{credit}"
    story = f"老渡口变身滨江公园\n2024-05-03 08:15\n{PARAGRAPH}"
    assert clean(f"{HEAD}\n{caption}\n{HEAD}\n{story}") == f"{caption}\n{story}"


def test_thirty_short_names_above_a_dated_story_are_a_menu_where_one_is_known():
    names = NAMES + "\n关于我们\n" + NAMES.replace("江边", "渡口")
    story = f"老渡口变身滨江公园\n2024年5月3日\n{PARAGRAPH}"
    assert clean(f"{names}\n{story}") == story
    unknown = names.replace("关于我们", "江边某景")
    assert clean(f"{unknown}\n{story}") == f"{unknown}\n{story}"
    verse = names.replace("景\n", "景，\n")
    assert clean(f"{verse}\n{story}") == f"{verse}\n{story}"


@pytest.mark.parametrize("date", ["2024-05-03 08:15", "时间：2024-05-03 作者：张三", "2024年5月3日　阅读：118"])
def test_what_shows_where_one_is_on_the_site_is_a_menu_above_its_date(date):
    story = f"老渡口变身滨江公园\n{date}\n{PARAGRAPH}"
    assert clean(f"江边云\n首页 > 新闻\n{story}") == story


def test_a_hyphen_before_a_blank_parts_the_names_of_a_menu_as_a_bar_does():
    assert compiled().find("首页- 新闻中心- 江边夜话- 旅游- 房产- 渡口云课- 手机报- 专题") == "chrome.navigation"
    assert compiled().find("江边- 新闻中心- 江边夜话- 渡口云课") is None


def test_a_blank_before_a_colon_is_looked_over():
    assert compiled().find("上一篇 ：老渡口变身滨江公园") == "chrome.pager"


def test_a_line_with_blanks_between_its_hanzi_is_read_without():
    assert compiled().find("版 权 所 有") == "chrome.footer"
    assert compiled().find("江 边 晨 光") is None


def test_a_label_and_its_number_on_two_lines_go_from_anywhere():
    assert clean(f"老渡口变身滨江公园\n浏览次数：\n1,326\n{PARAGRAPH}") == f"老渡口变身滨江公园\n{PARAGRAPH}"
    assert clean(f"老渡口变身滨江公园\n人气 2624\n{PARAGRAPH}") == f"老渡口变身滨江公园\n{PARAGRAPH}"
    assert clean(f"{PARAGRAPH}\n责任编辑：\n刘怡") == PARAGRAPH
    assert clean(f"{PARAGRAPH}\n參觀人數\n1,326\n{PARAGRAPH}") == f"{PARAGRAPH}\n參觀人數\n1,326\n{PARAGRAPH}"


LINKS = "\n".join(f"第{number}座桥今天开始检修\n2024/05/03 08:1{number}" for number in range(3))


def test_links_with_their_times_below_a_story_go_without_a_title():
    assert clean(f"登录/注册\n{PARAGRAPH}\n{LINKS}") == PARAGRAPH
    programme = f"登录/注册\n{PARAGRAPH}\n{LINKS}\n{PARAGRAPH}"
    assert clean(programme) == f"{PARAGRAPH}\n{LINKS}\n{PARAGRAPH}"
    assert clean(f"{PARAGRAPH}\n{LINKS}") == f"{PARAGRAPH}\n{LINKS}"


def test_japanese_above_a_story_is_no_story_of_its_own():
    other = "こちらのページは繁体字版です。日本語版に移動しますか。"
    page = f"{HEAD}\n{other}\n登录/注册\n体育\n老渡口变身滨江公园\n{PARAGRAPH}"
    assert clean(page) == f"老渡口变身滨江公园\n{PARAGRAPH}"


def test_a_label_in_brackets_above_a_story_is_no_channel():
    page = f"版面导航\n【图片新闻】\n{PARAGRAPH}"
    assert clean(page) == f"【图片新闻】\n{PARAGRAPH}"
    assert clean(f"版面导航\n图片新闻\n{PARAGRAPH}") == PARAGRAPH


def test_names_of_channels_that_no_rule_knows_go_with_those_that_one_knows():
    page = f"登录/注册\n首页\n惠民\n镇海\n体育\n夜话\n云课\n老渡口变身滨江公园\n{PARAGRAPH}"
    assert clean(page) == f"老渡口变身滨江公园\n{PARAGRAPH}"


def test_a_short_headline_at_the_end_of_a_menu_stays():
    page = f"登录/注册\n首页\n惠民\n镇海\n体育\n夜话\n云课\n江边\n{PARAGRAPH}"
    assert clean(page) == f"江边\n{PARAGRAPH}"


def test_short_lines_without_any_known_chrome_stay():
    page = f"长堤\n细雨\n归燕\n体育\n杨柳\n文化\n人家\n{PARAGRAPH}"
    assert clean(page) == page


def test_comments_go_by_a_button_that_recurs_though_no_rule_knows_it():
    comments = "\n".join(f"网友{number}号\n说得真好\n{number}小时前\n送花 {number}" for number in range(1, 7))
    page = f"{PARAGRAPH}\n网友评论\n{comments}"
    assert clean(page) == PARAGRAPH


def test_photographs_with_the_same_credit_are_no_comments():
    story = "\n".join(f"{PARAGRAPH}\n新华社发" for _ in range(7))
    assert clean(f"{story}\n网友评论\n回复 赞3") == story


def test_long_answers_to_a_question_are_no_comments():
    answers = [f"{PARAGRAPH}\n{PARAGRAPH}\n{PARAGRAPH}"] * 4
    buttons = "\n赞同 12\n查看回复 2 举报\n收藏 3\n"
    kept = clean(buttons.join([f"老渡口为什么要改造？\n{PARAGRAPH}", *answers, ""]))
    assert kept.count(PARAGRAPH) == 13


def test_marks_around_a_button_are_looked_through():
    assert compiled().find("〖关闭窗口〗") == compiled().find("关闭窗口")
    assert compiled().find("↑返回顶部") == compiled().find("返回顶部")


def test_a_row_of_names_between_bars_is_a_menu_when_a_part_is_known():
    assert compiled().find("要闻|时评|体育|国内|临江|云海|河西|新港|石桥|南塘") is not None
    assert compiled().find("临江|云海|河西|新港|石桥|南塘") is None


def test_names_of_channels_without_gaps_between_them_are_a_menu():
    assert compiled().find("新闻体育财经娱乐") == "chrome.channel"
    assert compiled().find("新闻体育财经走进校园") is None
    assert clean("新闻体育财经娱乐") == "新闻体育财经娱乐"


def test_names_of_channels_with_their_translation_are_those_channels():
    assert compiled().find("体育Sports") == "chrome.channel"
    assert compiled().find("國際 World News") == "chrome.channel"
    assert compiled().find("老渡口Ferry") is None
    assert compiled().find("责任编辑Editor") is None


def test_a_long_row_of_names_is_no_title_of_a_list():
    assert compiled().find("即时 热门 政治 社会 生活 国际") == "chrome.channel"
    assert compiled().find("热门 推荐") in LISTS


CARDS = "\n".join(f"第{number}座桥今天开始检修\n{PARAGRAPH}\n{number}小时前" for number in range(1, 6))


def test_cards_below_a_short_story_go_with_and_without_a_title():
    story = f"老渡口变身滨江公园\n{PARAGRAPH}\n{PARAGRAPH}"
    assert clean(f"{HEAD}\n{story}\n推荐阅读\n{CARDS}") == story
    assert clean(f"{HEAD}\n{story}\n责任编辑：张三\n{CARDS}") == story


def test_a_page_of_short_news_with_their_times_stays():
    news = "\n".join(f"第{number}座桥今天开始检修\n2024-05-03 0{number}:00\n{PARAGRAPH}" for number in range(1, 9))
    assert clean(f"{HEAD}\n{news}\n上一页 1 2 3 下一页").count(PARAGRAPH) == 8


def test_sections_with_headings_and_advertisements_between_them_stay():
    sections = "\n广告\n".join([PARAGRAPH] * 6)
    page = f"{HEAD}\n老渡口变身滨江公园\n{PARAGRAPH}\n{PARAGRAPH}\n责任编辑：张三\n{sections}"
    assert clean(page).count(PARAGRAPH) == 8


def test_verse_between_the_menus_and_the_first_story_stays():
    verse = "江边老渡\n长堤如虹卧\n横江上远天\n风来雨又去\n守我旧家乡"
    page = f"第3版：副刊\n版面导航\n返回目录\n{verse}\n老渡口变身滨江公园\n{PARAGRAPH}"
    assert clean(page) == f"{verse}\n老渡口变身滨江公园\n{PARAGRAPH}"
