"""Read labelled pages, and compose more of them from their articles in another dress.

The articles are those of the pages; what is varied is what differs from house to house and from page to page: company,
stacks, bylines, widths, indents, blank lines, column breaks, captions, jumps, and leftovers of a site.
"""

from __future__ import annotations

import collections
import re

from newsclean.layout.lines import lines, look

__all__ = ["WIDE", "Pool", "Row", "aligned", "composed", "squash", "without_chrome"]


def squash(text):
    return re.sub(r"\s+", "", text or "")


class Row:
    """A line of a page to be: text, label, blank lines above, indent."""

    __slots__ = ("blanks", "indent", "label", "text", "tight")

    def __init__(self, text, label, blanks=0, indent=0):
        self.text, self.label, self.blanks, self.indent, self.tight = text, label, blanks, indent, False


# Reading labelled pages ----------------------------------------------------------------------------------------


def aligned(page):
    """Return the page's lines with labels, following its articles line by line."""
    articles = page["articles"]
    captions = collections.Counter(squash(text) for text in page["captions"])
    chrome = collections.Counter(squash(text) for text in page["chrome"])
    rows = []
    number, heads, bodies, either, head, body, rest = -1, [], [], set(), 0, 0, ""
    for line in lines(page["text"]):
        text = squash(line.text)
        bare = re.sub(r"[(（]下转[^()（）]*[)）]$", "", text)
        label = None
        if rest and (rest.startswith(text) or rest.startswith(bare)):
            cut = text if rest.startswith(text) else bare
            rest = rest[len(cut) :] if cut == text else ""
            label = "middle" if rest else "rest"
        elif not rest and number >= 0 and head < len(heads) and text == heads[head]:
            label, head = "stack", head + 1
        elif (
            not rest
            and number >= 0
            and head == len(heads)
            and body < len(bodies)
            and (bodies[body].startswith(text) or bodies[body].startswith(bare))
        ):
            whole = bodies[body]
            rest = whole[len(text) :] if whole.startswith(text) else ""
            body += 1
            label = "open" if rest else "heading" if is_heading(line.text) else "paragraph"
        elif (
            not rest
            and number + 1 < len(articles)
            and body == len(bodies)
            and text == squash(articles[number + 1]["headline_lines"][0])
        ):
            number += 1
            article = articles[number]
            heads = [squash(text) for text in article["headline_lines"]]
            bodies = [squash(text) for text in article["paragraphs"]]
            either = {squash(text) for text in article["either"]}
            head, body, label = 1, 0, "headline"
        elif captions[text]:
            captions[text] -= 1
            label = "aside"
        elif text in either or (number + 1 < len(articles) and text in map(squash, articles[number + 1]["either"])):
            label = "aside"
        elif chrome[text]:
            chrome[text] -= 1
            label = "chrome"
        else:
            raise ValueError(f"cannot place {line.text[:40]!r}")
        if label == "aside":
            label = (
                "inset"
                if rest
                else "lead"
                if number >= 0 and body == 0 and rows and rows[-1].label in ("headline", "stack", "lead")
                else "aside"
            )
        if label == "chrome" and rest:
            label = "inset"
        rows.append(Row(line.text, label, line.blanks, line.indent))
    return rows


def is_heading(text):
    """A short line without a full stop inside a body: a section heading, a name, an item."""
    form, _, ending, _ = look(text)
    if form == "label":
        return True
    if form != "short" or ending in ("comma", "semicolon"):
        return False
    return len(text) <= (14 if ending in ("colon", "dash") else 36)


def without_chrome(rows):
    return [row for row in rows if row.label != "chrome"]


# Making more pages ---------------------------------------------------------------------------------------------

BYLINE_START = re.compile(
    r"^(?:[【\[][^】\]]{2,40}[】\]]|[^，。：:]{0,24}?(?:讯|訊|电|電|报道|信息[:：])?\s*[(（][^()（）]{0,40}(?:记者|記者|通讯员)[^()（）]{0,40}[)）]|"
    r"本报讯|(?:新华社|中新社|本报)[^，。]{1,12}\d+日[电電])\s*"
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红娥玲芬燕彬丹凤洁梅琳素云莲真雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞莉建文新志国海山仁波宁贵福生龙元全胜学祥才发武利清飞峰昊宇泽晨子轩"
HOUSES = [
    "今日江城",
    "江城日报",
    "晨报",
    "潮声新闻客户端",
    "东湖发布",
    "都市快报",
    "江南晚报",
    "北岸新闻网",
    "融媒体中心",
    "本报",
    "新华社",
    "县域新闻",
    "商报",
    "海峡时报",
]
TOWNS = ["江城", "北京", "上海", "湖州", "成都", "海口", "合肥", "南昌", "东京", "巴黎", "广州", "西宁"]


def name(chance):
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))


def names(chance, most=3):
    return chance.choice(" 、 ,").join(name(chance) for _ in range(chance.randint(1, most)))


def dateline(chance):
    """A byline in front of a first paragraph, in the manner of any house."""
    house, day = chance.choice(HOUSES), f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
    role = chance.choice(("记者 ", "记者", "通讯员 ", "记者 ", "首席记者 "))
    people = f"{role}{names(chance)}" + (f" 通讯员 {names(chance)}" if chance.random() < 0.4 else "")
    return chance.choice(
        (
            f"{house}讯({people})",
            f"{house}{chance.choice(TOWNS)}{day}电 ({people})",
            f"{house}{chance.choice(TOWNS)}{day}电",
            f"【{house}{chance.choice(('讯', '综合报道', '报道'))} {people}】",
            f"{house}{day}讯({people})",
            f"本报讯({people})",
            f"本报讯 {people} ",
            f"({people})",
            f"{house}讯 ",
            f"{house}{day}电({people})",
            f"{house}记者 {names(chance)}报道:",
        )
    )


def lead_line(chance):
    """A line of its own between headline and body."""
    house = chance.choice(HOUSES)
    return chance.choice(
        (
            f"{house}记者 {names(chance)}",
            f"本报记者 {names(chance)}",
            f"本报记者{names(chance)} 通讯员{names(chance)}",
            f"记者 {names(chance)} 文/图",
            f"{name(chance)} {name(chance)}",
            f"{name(chance)} {name(chance)} {name(chance)}",
            f"□ {name(chance)}",
            f"作者:{name(chance)}",
            f"{house} 记者 {names(chance)} 通讯员 {names(chance)}",
            f"文/{name(chance)} 图/{name(chance)}",
            f"通讯员 {names(chance)}",
            f"■ 本报记者 {names(chance)}",
            f"记者 {names(chance)} 摄影 {name(chance)}",
            f"本报评论员 {name(chance)}",
            f"本报驻{chance.choice(TOWNS)}记者 {names(chance)}",
            f"{house}首席记者 {names(chance)}/文 {name(chance)}/摄",
        )
    )


def foot(chance):
    """A line of its own below a story: who wrote it, who edited it, where it is from."""
    house = chance.choice(HOUSES)
    return chance.choice(
        (
            f"文/{house}记者{name(chance)}",
            f"{house}记者{name(chance)}{name(chance)}",
            f"{house}记者 {names(chance)}",
            f"({house}记者 {names(chance)})",
            f"来源:{house}",
            f"【编辑:{name(chance)}】",
            f"责任编辑:{name(chance)}",
            f"编辑 {name(chance)} 校对 {name(chance)}",
            f"({name(chance)} {name(chance)})",
            f"(作者为{chance.choice(TOWNS)}大学教授)",
        )
    )


WIDE = str.maketrans(",;:?!()", "，；：？！（）")
NARROW = str.maketrans("，；：？！（）", ",;:?!()")


class Pool:
    """Articles, captions and chrome blocks to compose pages from."""

    def __init__(self, pages):
        self.pages = [[clean_article(article) for article in page["articles"]] for page in pages]
        self.articles = [article for page in self.pages for article in page]
        self.captions = [text for page in pages for text in page["captions"]]
        self.chrome = [page["chrome"][:5] for page in pages if page["chrome"]]


def clean_article(article):
    return article["headline_lines"], article["paragraphs"], article["either"]


def composed(pool, chance):
    """Return a page of known articles in a new dress."""
    if chance.random() < 0.6:
        articles = chance.choice(pool.pages)
        if chance.random() < 0.5:
            first = chance.randrange(len(articles))
            articles = articles[first : first + chance.randint(1, 6)]
    else:
        articles = [chance.choice(pool.articles) for _ in range(chance.choice((1, 1, 2, 3, 4, 5, 6, 8)))]
    if chance.random() < 0.3:
        articles = sorted(articles, key=lambda article: sum(map(len, article[1])))
    dress = Dress(chance)
    rows = []
    if pool.captions and chance.random() < 2 * dress.captions:
        rows.append(Row(caption(pool, dress, chance), "aside"))
    for index, (heads, bodies, either) in enumerate(articles):
        rows += dressed(heads, bodies, either, pool, dress, chance)
        if index + 1 < len(articles) and pool.chrome and chance.random() < dress.chrome:
            rows += [Row(text, "chrome", chance.randint(0, 1)) for text in chance.choice(pool.chrome)]
    for at, row in enumerate(rows):
        if row.tight:
            row.blanks = 0
        elif row.label != "chrome":
            row.blanks = dress.blanks_at(row, rows[at - 1] if at else None, chance)
        row.text = row.text.translate(dress.width) if dress.width else row.text
    return rows


class Dress:
    """How one page is set: blank lines, indents, widths, breaks, bylines."""

    def __init__(self, chance):
        self.blanks = chance.choice((0, 0, 1, 1, 1, 2))
        self.above_head = chance.choice((0, 0, 1, 2))
        self.breaks = chance.choice((0, 0, 0.05, 0.1, 0.2, 0.35))
        self.break_blanks = chance.choice((0, 0, 1, 2))
        self.captions = chance.choice((0, 0.03, 0.08, 0.15))
        self.caption_blanks = chance.choice((0, 0, 1, 2))
        self.chrome = chance.choice((0, 0, 0, 0.3))
        self.bylines = chance.choice(("keep", "drop", "drop", "swap", "mixed"))
        self.leads = chance.choice((0, 0, 0.3, 0.8))
        self.lead_captions = chance.choice((0, 0, 0.2))
        self.stack = chance.choice(("keep", "keep", "one", "one", "join", "drop-tail"))
        self.indent = chance.choice((0, 0, 0, 4))
        self.width = chance.choice((None, None, WIDE, NARROW))
        self.jumps = chance.choice((0, 0.1))
        self.pairs = chance.random() < 0.15
        self.asks = chance.choice((0, 0, 0.1, 0.3))
        self.column = chance.choice(("", "", "", "社评:", "观察|", "【快评】", "漫评｜", "热点:"))
        self.feet = chance.choice((0, 0, 0, 0.6))
        self.signed = chance.choice((0, 0, 0, 0.6))
        self.headings = chance.random() >= 0.15
        self.bare_captions = chance.random() < 0.5

    def blanks_at(self, row, before, chance):
        blanks = self.blanks
        if before is None:
            return chance.randint(0, 3)
        if row.label == "headline":
            blanks += self.above_head
        if row.label in ("middle", "rest") or before.label == "inset":
            blanks += self.break_blanks if chance.random() < 0.5 else 0
        if row.label in ("aside", "inset", "lead"):
            blanks += self.caption_blanks if chance.random() < 0.7 else 0
        if row.label == "stack" and chance.random() < 0.3:
            blanks = 0
        return blanks


def dressed(heads, bodies, either, pool, dress, chance):
    heads, bodies = list(heads), list(bodies)
    if dress.stack == "one" or (dress.stack == "drop-tail" and chance.random() < 0.5):
        longest = max(range(len(heads)), key=lambda at: len(heads[at]))
        heads = [heads[longest].lstrip("—")]
        if dress.stack == "one":
            heads = [re.sub(r"[(（][^()（）]{2,14}[)）]$", "", heads[0]) or heads[0]]
    elif dress.stack == "join" and len(heads) > 1 and sum(map(len, heads)) < 50:
        heads = [" ".join(heads)]
    if dress.column and chance.random() < 0.4:
        heads[0] = dress.column + heads[0]
    if heads[-1][-1].isalpha() and chance.random() < dress.asks:
        heads[-1] += chance.choice("?？?？!！")
    if not dress.headings:
        bodies = [text for text in bodies if not is_heading(text)] or bodies
    if chance.random() < dress.signed and bodies[-1].endswith("。"):
        bodies[-1] += chance.choice(
            (f"(记者 {names(chance)})", f"({name(chance)})", f"（{chance.choice(HOUSES)}记者{name(chance)}）")
        )
    style = dress.bylines if dress.bylines != "mixed" else chance.choice(("keep", "drop", "swap"))
    if style != "keep":
        bare = BYLINE_START.sub("", bodies[0], count=1)
        if len(bare) > 12:
            bodies[0] = (dateline(chance) if style == "swap" else "") + bare
    rows = [Row(text, "stack" if at else "headline") for at, text in enumerate(heads)]
    if chance.random() < dress.leads:
        rows.append(Row(lead_line(chance), "lead"))
    if pool.captions and chance.random() < dress.lead_captions:
        rows.append(Row(caption(pool, dress, chance), "lead"))
    sections = [text for text in bodies if is_heading(text) and len(text) < 25]
    for at, text in enumerate(bodies):
        pieces = paragraph(text, pool, dress, chance)
        if dress.pairs and pieces[0].label == "heading" and at:
            if sections[:1] == [text] and chance.random() < 0.5:
                rows += [Row(chance.choice(SLOGANS), "heading") for _ in range(chance.randint(1, 4))]
            pieces.append(Row(chance.choice(sections or SLOGANS), "heading"))
            pieces[-1].tight = True
        rows += pieces
        if pool.captions and chance.random() < dress.captions:
            rows.append(Row(caption(pool, dress, chance), "aside"))
    if chance.random() < dress.jumps and rows[-1].label in ("paragraph", "rest"):
        text = rows[-1].text
        if chance.random() < 0.5 and len(text) > 20:
            text = text[: chance.randint(10, len(text) - 2)]
        rows[-1].text = text + chance.choice(("(下转2版)", "（下转第二版）", "(下转A03版)", "(下转第6版)", "(下转4版)"))
    if chance.random() < 0.7:
        rows += [Row(text, "aside") for text in either]
    if chance.random() < max(dress.feet, 0.05):
        rows.append(Row(foot(chance), "aside"))
    return rows


SLOGANS = (
    "奋进新征程",
    "建功新时代",
    "我们在行动",
    "高质量发展看江城",
    "江城答卷",
    "基层走笔",
    "开局之年",
    "共建美丽家园",
    "一线调研",
    "实干争先",
)
SCENES = (
    "新区",
    "科技馆",
    "老街",
    "产业园",
    "中心小学",
    "湿地公园",
    "图书馆",
    "文化礼堂",
    "体育中心",
    "高铁站",
    "河畔绿道",
    "智能工厂",
    "生产车间",
    "考古博物馆",
    "夜景",
    "全貌",
    "一角",
    "大桥",
    "美丽乡村",
    "社区食堂",
    "“灯塔工厂”",
    "港区",
    "运动场",
    "示范基地",
    "研发团队",
    "展厅",
    "小镇",
    "改造后的小区",
    "山海风光",
    "遗址公园",
)
EVENTS = (
    "人民代表大会第{}次会议开幕",
    "第{}届文化节启动仪式",
    "第{}届马拉松比赛现场",
    "青年人才座谈会",
    "招商推介会现场",
    "评选“最美江城人”",
    "居民在广场上跳舞",
    "工作人员正在检查设备",
    "孩子们在操场上奔跑",
    "农户在田间采摘蔬菜",
)


def scene(chance):
    """What a picture without any sign of a picture shows."""
    town = chance.choice(TOWNS) + chance.choice(("", "市", "经济开发区", "区第一", "(北岸)", ""))
    if chance.random() < 0.3:
        return chance.choice(("", town)) + chance.choice(EVENTS).format(chance.choice("一二三四五"))
    inside = chance.choice(("内,", "里,", ",")) + chance.choice(EVENTS[-4:]) if chance.random() < 0.2 else ""
    return (
        chance.choice(("", "", "位于", "俯瞰"))
        + town
        + chance.choice(("", "", "的", "国际", "企业"))
        + chance.choice(SCENES)
        + inside
    )


def caption(pool, dress, chance):
    if dress.bare_captions and chance.random() < 0.7:
        return scene(chance)
    text = chance.choice(pool.captions)
    if dress.bare_captions:
        text = re.sub(r"^图(?:为|[①-⑳][:：])", "", text).rstrip("。")
        text = re.sub(r"[^。]*摄(?:[(（].*[)）])?$", "", text) or text
        text = re.sub(r"^(?:当日|\d+月\d+日),", "", text)
    elif chance.random() < 0.3:
        text = (
            text.rstrip("。")
            + " "
            + chance.choice(
                (f"{name(chance)} 摄", f"{name(chance)}摄", f"记者 {name(chance)} 摄", f"({name(chance)}摄)")
            )
        )
    return text or "图为活动现场"


def paragraph(text, pool, dress, chance):
    """One paragraph, whole or broken by columns."""
    if is_heading(text) or len(text) < 40 or chance.random() >= dress.breaks:
        return [Row(text, "heading" if is_heading(text) else "paragraph", indent=dress.indent)]
    pieces = []
    while len(text) > 40 and (not pieces or chance.random() < 0.25):
        at = chance.randint(6, len(text) - 6)
        while at < len(text) - 3 and text[at - 1] in "。！？!?…”’」』":
            at += 1
        pieces.append(text[:at])
        text = text[at:]
    pieces.append(text)
    rows = []
    for at, piece in enumerate(pieces):
        label = "open" if at == 0 else "rest" if at == len(pieces) - 1 else "middle"
        rows.append(Row(piece, label, indent=dress.indent if at == 0 else 0))
        if at < len(pieces) - 1 and pool.captions and chance.random() < dress.captions * 3:
            rows.append(Row(caption(pool, dress, chance), "inset"))
    return rows
