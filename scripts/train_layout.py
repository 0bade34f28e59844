"""Train the page labeller and measure it: `python scripts/train_layout.py PAGES.jsonl.xz [--write] [--leave-out …]`.

PAGES holds labelled pages, a JSON object a line: `text`, and `articles` in print order with `headline_lines`,
`paragraphs` and `either` (lines that may stand anywhere: bylines, credits), `captions` and `chrome`. They are not
part of the project. The weights are those of a linear-chain conditional random field, found by stochastic gradient
descent (Adagrad) with a fixed seed, so the same pages give the same file.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import lzma
import random
import re
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from newsclean import features as layout_features
from newsclean.labeller import ALLOWED, FIRST, LABELS, LAST, MIDDLE, Model, read_pairs
from newsclean.layout import certain
from newsclean.lines import Line, look

SEED = 20200115
NUMBER = {label: index for index, label in enumerate(LABELS)}


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
    from newsclean.lines import lines

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
        elif not rest and number >= 0 and head == len(heads) and body < len(bodies) and (
            bodies[body].startswith(text) or bodies[body].startswith(bare)
        ):
            whole = bodies[body]
            rest = whole[len(text) :] if whole.startswith(text) else ""
            body += 1
            label = "open" if rest else "heading" if is_heading(line.text) else "paragraph"
        elif not rest and number + 1 < len(articles) and body == len(bodies) and text == squash(articles[number + 1]["headline_lines"][0]):
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
            label = "inset" if rest else "lead" if number >= 0 and body == 0 and rows and rows[-1].label in ("headline", "stack", "lead") else "aside"
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
HOUSES = ["今日江城", "江城日报", "晨报", "潮声新闻客户端", "东湖发布", "都市快报", "江南晚报", "北岸新闻网", "融媒体中心", "本报", "新华社", "县域新闻", "商报", "海峡时报"]
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
    return chance.choice((
        f"{house}讯({people})", f"{house}{chance.choice(TOWNS)}{day}电 ({people})", f"{house}{chance.choice(TOWNS)}{day}电",
        f"【{house}{chance.choice(('讯', '综合报道', '报道'))} {people}】", f"{house}{day}讯({people})", f"本报讯({people})", f"本报讯 {people} ",
        f"({people})", f"{house}讯 ", f"{house}{day}电({people})", f"{house}记者 {names(chance)}报道:",
    ))


def lead_line(chance):
    """A line of its own between headline and body."""
    house = chance.choice(HOUSES)
    return chance.choice((
        f"{house}记者 {names(chance)}", f"本报记者 {names(chance)}", f"本报记者{names(chance)} 通讯员{names(chance)}", f"记者 {names(chance)} 文/图",
        f"{name(chance)} {name(chance)}", f"{name(chance)} {name(chance)} {name(chance)}", f"□ {name(chance)}", f"作者:{name(chance)}", f"{house} 记者 {names(chance)} 通讯员 {names(chance)}",
        f"文/{name(chance)} 图/{name(chance)}", f"通讯员 {names(chance)}", f"■ 本报记者 {names(chance)}", f"记者 {names(chance)} 摄影 {name(chance)}", f"本报评论员 {name(chance)}",
        f"本报驻{chance.choice(TOWNS)}记者 {names(chance)}", f"{house}首席记者 {names(chance)}/文 {name(chance)}/摄",
    ))


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
        self.captions = chance.choice((0, 0.03, 0.08))
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
        self.bare_captions = chance.random() < 0.4

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
    if chance.random() < 0.05:
        rows.append(Row(chance.choice((f"责任编辑:{name(chance)}", f"编辑 {name(chance)} 校对 {name(chance)}", f"({name(chance)} {name(chance)})", f"来源:{chance.choice(HOUSES)}")), "aside"))
    return rows


SLOGANS = ("奋进新征程", "建功新时代", "我们在行动", "高质量发展看江城", "江城答卷", "基层走笔", "开局之年", "共建美丽家园", "一线调研", "实干争先")
SCENES = ("新区", "科技馆", "老街", "产业园", "中心小学", "湿地公园", "图书馆", "文化礼堂", "体育中心", "高铁站", "河畔绿道", "智能工厂", "生产车间", "考古博物馆", "夜景", "全貌", "一角", "大桥", "美丽乡村", "社区食堂", "“灯塔工厂”", "港区", "运动场", "示范基地", "研发团队", "展厅", "小镇", "改造后的小区", "山海风光", "遗址公园")
EVENTS = ("人民代表大会第{}次会议开幕", "第{}届文化节启动仪式", "第{}届马拉松比赛现场", "青年人才座谈会", "招商推介会现场", "评选“最美江城人”", "居民在广场上跳舞", "工作人员正在检查设备", "孩子们在操场上奔跑", "农户在田间采摘蔬菜")


def scene(chance):
    """What a picture without any sign of a picture shows."""
    town = chance.choice(TOWNS) + chance.choice(("", "市", "经济开发区", "区第一", "(北岸)", ""))
    if chance.random() < 0.3:
        return chance.choice(("", town)) + chance.choice(EVENTS).format(chance.choice("一二三四五"))
    return chance.choice(("", "", "位于", "俯瞰")) + town + chance.choice(("", "", "的", "国际", "企业")) + chance.choice(SCENES)


def caption(pool, dress, chance):
    if dress.bare_captions and chance.random() < 0.5:
        return scene(chance)
    text = chance.choice(pool.captions)
    if dress.bare_captions:
        text = re.sub(r"^图(?:为|[①-⑳][:：])", "", text).rstrip("。")
        text = re.sub(r"[^。]*摄(?:[(（].*[)）])?$", "", text) or text
        text = re.sub(r"^(?:当日|\d+月\d+日),", "", text)
    elif chance.random() < 0.3:
        text = text.rstrip("。") + " " + chance.choice((f"{name(chance)} 摄", f"{name(chance)}摄", f"记者 {name(chance)} 摄", f"({name(chance)}摄)"))
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


REPEATED = 3  # how often a page stands in the training as it is, beside those composed


def examples(pages, composed_pages, words, seed=SEED):
    """Return described pages: as they are, and composed anew.

    The table of character pairs is made of one half of the pages when the other half is described, because a break
    inside a text that the table has counted looks better known than any break in a text not seen before.
    """
    chance = random.Random(seed)
    halves = [pages[0::2], pages[1::2]]
    described_pages = []
    for at, half in enumerate(halves):
        pairs = read_pairs(pair_table(halves[1 - at], words))
        pool = Pool(half)
        dressed_pages = []
        for page in half:
            rows = aligned(page)
            dressed_pages += [without_chrome(rows)] * REPEATED
            if chance.random() < 0.3:
                dressed_pages.append(rows)
        dressed_pages += [composed(pool, chance) for _ in range(composed_pages // 2)]
        known = {}
        for rows in dressed_pages:
            if id(rows) not in known:
                known[id(rows)] = described(rows, pairs)
            described_pages.append(known[id(rows)])
    return described_pages


# The field -----------------------------------------------------------------------------------------------------


def word_pairs(dictionary, least=60):
    """Character pairs that stand inside the words of a dictionary (lines of `word frequency …`), with how often."""
    counts, letters = collections.Counter(), collections.Counter()
    for line in dictionary:
        word, times, *_ = line.split(" ")
        times = int(times)
        letters.update({letter: times * word.count(letter) for letter in set(word)})
        for pair in zip(word, word[1:]):
            counts["".join(pair)] += times
    total = sum(letters.values())
    return {
        pair: float(np.log(times * total / letters[pair[0]] / letters[pair[1]]))
        for pair, times in counts.items()
        if times >= least and pair.isalpha() and not pair.isascii()
    }


def pair_table(pages, words, least=5, most=45000, common=500):
    """What is known of character pairs, as the string `labeller` reads: three characters a pair.

    A pair is bound where it stands inside words of the dictionary, or where the pages have it far more often than
    chance would.
    """
    single, double, first, last = (collections.Counter() for _ in range(4))
    for page in pages:
        for article in page["articles"]:
            for text in article["paragraphs"] + article["headline_lines"]:
                text = text.translate(WIDE)
                single.update(text)
                double.update(a + b for a, b in zip(text, text[1:]) if a.isalnum() and b.isalnum())
                for clause in re.split(r"[^\w]+", text):
                    if len(clause) > 3:
                        first[clause[:2]] += 1
                        last[clause[-2:]] += 1
    total = sum(single.values())
    often = set(sorted(double, key=lambda pair: (-double[pair], pair))[:common])
    codes = {}
    for pair, times in double.items():
        if times < least:
            continue
        strength = np.log(times * total / single[pair[0]] / single[pair[1]])
        strength = max(strength, words.get(pair, -9.0))
        bound = 2 if strength > 3 else 1 if strength > 1.2 else 0
        codes[pair] = (
            bound * layout_features.BOUND + graded(first[pair], times) * layout_features.BEGINS
            + graded(last[pair], times) * layout_features.ENDS + (pair in often) * layout_features.COMMON
        )
    for pair, strength in words.items():
        if pair not in codes and strength > 2.5:
            codes[pair] = UNSEEN + 2 * layout_features.BOUND
    kept = sorted(sorted(codes, key=lambda pair: (-double[pair], -words.get(pair, 0), pair))[:most])
    return "".join(pair + chr(33 + codes[pair]) for pair in kept)


UNSEEN = 0


def graded(part, whole):
    share = part / whole
    return 0 if share < 0.02 else 1 if share < 0.12 else 2 if share < 0.35 else 3


def described(rows, pairs, left_out=()):
    lines = [Line(0, 0, row.text, row.blanks, row.indent) for row in rows]
    page = layout_features.page(lines, pairs, frozenset(pair for pair, code in pairs.items() if code >= layout_features.COMMON))
    named = [layout_features.features(page, at) for at in range(len(rows))]
    for group in left_out:
        named = [layout_features.groups(names, group) for names in named]
    gold = [row.label for row in rows]
    barred = np.array([
        [0.0 if label in allowed or label == right else -1e4 for label in LABELS]
        for allowed, right in zip(certain(page), gold)
    ])
    return named, barred, np.array([NUMBER[label] for label in gold])


# How often a group of features is hidden from the learner, so that it does not lean on the habits of one house:
# measured on sources left out of the training.
DROPPED = {"shape": 0.0, "words": 0.6, "company": 0.15, "space": 0.3, "join": 0.05, "matter": 0.3}
GROUP = {name: at for at, name in enumerate(layout_features.GROUPS)}


class Field:
    """A linear-chain conditional random field with sparse features."""

    def __init__(self, examples, least=4, rate=0.15, decay=1e-6):
        counts = collections.Counter(name for named, _, _ in examples for names in named for name in set(names))
        self.index = {name: at for at, name in enumerate(sorted(name for name, times in counts.items() if times >= least))}
        size = len(LABELS)
        self.weights = np.zeros((len(self.index) + 1, size))
        self.allowed = np.array([[0.0 if other in ALLOWED[one] else -1e9 for other in LABELS] for one in LABELS])
        self.first = np.array([0.0 if label in FIRST else -1e9 for label in LABELS])
        self.last = np.array([0.0 if label in LAST else -1e9 for label in LABELS])
        self.steps = np.zeros((size, size))
        self.seen, self.seen_steps = np.full_like(self.weights, 1e-2), np.full_like(self.steps, 1e-2)
        self.rate, self.decay = rate, decay
        self.mean, self.mean_steps, self.means = np.zeros_like(self.weights), np.zeros_like(self.steps), 0

    def numbered(self, named):
        """Feature numbers of a page, flat, with the line and the group of each; every line has the number of no feature."""
        flat, lines, groups = [], [], []
        for at, names in enumerate(named):
            kept = sorted({name for name in names if name in self.index})
            flat += [len(self.index), *(self.index[name] for name in kept)]
            groups += [-1, *(GROUP[name.partition(":")[0]] for name in kept)]
            lines += [at] * (len(kept) + 1)
        return np.array(flat), np.array(lines), np.array(groups)

    def scores(self, flat, lines):
        begins = np.flatnonzero(np.diff(lines, prepend=-1))
        return np.add.reduceat(self.weights[flat], begins, axis=0)

    def marginals(self, scores):
        """Posterior of each label at each line, and of each step."""
        moves = self.steps + self.allowed
        length = len(scores)
        forward, backward = np.empty_like(scores), np.empty_like(scores)
        forward[0] = scores[0] + self.first
        for at in range(1, length):
            forward[at] = logsum(forward[at - 1][:, None] + moves) + scores[at]
        backward[-1] = self.last
        for at in range(length - 2, -1, -1):
            backward[at] = logsum((moves + (scores[at + 1] + backward[at + 1])[None, :]).T)
        whole = logsum((forward[-1] + backward[-1])[:, None])[0]
        single = np.exp(forward + backward - whole)
        double = np.exp(forward[:-1, :, None] + moves[None] + (scores[1:] + backward[1:])[:, None, :] - whole).sum(0) if length > 1 else 0 * moves
        return single, double

    def learn(self, numbered, barred, gold, chance):
        flat, lines, groups = numbered
        kept = np.isin(groups, [GROUP[name] for name, share in DROPPED.items() if chance.random() >= share] + [-1])
        flat, lines = flat[kept], lines[kept]
        single, double = self.marginals(self.scores(flat, lines) + barred)
        single[np.arange(len(gold)), gold] -= 1
        for one, other in zip(gold, gold[1:]):
            double[one, other] -= 1
        rows, inverse = np.unique(flat, return_inverse=True)
        slope = np.zeros((len(rows), len(LABELS)))
        np.add.at(slope, inverse, single[lines])
        slope += self.decay * 1000 * self.weights[rows]
        self.seen[rows] += slope**2
        self.weights[rows] -= self.rate * slope / np.sqrt(self.seen[rows])
        self.seen_steps += double**2
        self.steps -= self.rate * double / np.sqrt(self.seen_steps)

    def train(self, examples, rounds, chance, log=print):
        data = [(self.numbered(named), barred, gold) for named, barred, gold in examples]
        for number in range(rounds):
            order = list(range(len(data)))
            chance.shuffle(order)
            for at in order:
                self.learn(*data[at], chance)
            if number >= rounds - 3:
                self.mean += self.weights
                self.mean_steps += self.steps
                self.means += 1
        self.weights, self.steps = self.mean / self.means, self.mean_steps / self.means

    def frozen(self, pairs):
        """The model as data: a character a weight, features that hardly matter left out."""
        kept = {}
        for name, at in self.index.items():
            row = np.clip(np.round(self.weights[at] / SCALE), -44, 44).astype(int)
            if np.abs(row).max() >= SMALLEST:
                kept[name] = "".join(chr(MIDDLE + value) for value in row)
        steps = [[round(float(value), 3) for value in row] for row in self.steps]
        return {"origin": ORIGIN, "scale": SCALE, "steps": steps, "pairs": pairs, "weights": kept}


SCALE = 0.06  # one unit of a spelled weight
SMALLEST = 3  # units: a feature whose every weight is smaller is left out
ORIGIN = (
    "Weights of newsclean's page labeller, made by scripts/train_layout.py from 520 labelled newspaper pages that are "
    "not part of the project; character pairs counted in the same pages and in the word list of jieba 0.42.1 (MIT)."
)


def logsum(rows):
    top = rows.max(axis=0)
    return top + np.log(np.exp(rows - top).sum(axis=0))


# The command ---------------------------------------------------------------------------------------------------


def read_pages(path):
    open_it = lzma.open if path.suffix == ".xz" else open
    with open_it(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def trained(pages, words, composed_pages, rounds, left_out=()):
    """Return the model of these pages, as data."""
    data = examples(pages, composed_pages, words)
    if left_out:
        data = [([layout_features.without(names, left_out) for names in named], *rest) for named, *rest in data]
    field = Field(data)
    field.train(data, rounds, random.Random(SEED))
    return field.frozen(pair_table(pages, words))


def month(page):
    """The month a page is of: the one its datelines name most often."""
    found = collections.Counter(re.findall(r"(\d{1,2})月\d{1,2}日[电電讯訊]", page["text"]))
    return int(found.most_common(1)[0][0]) if found else 0


def measured(data, pages, left_out=()):
    """Label pages whose chrome has been removed; return counts of lines, wrong lines, and boundaries found."""
    labeller = Model(data)
    counts = collections.Counter()
    wrong = collections.Counter()
    for page in pages:
        rows = without_chrome(aligned(page))
        here = layout_features.page([Line(0, 0, row.text, row.blanks, row.indent) for row in rows], labeller.pairs, labeller.common)
        named = [layout_features.without(layout_features.features(here, at), left_out) for at in range(len(rows))]
        got = [label for label, _ in labeller.decode([labeller.score(names) for names in named], certain(here))]
        gold = [row.label for row in rows]
        counts["lines"] += len(rows)
        counts["right"] += sum(one == other for one, other in zip(got, gold))
        for name, true, found in (("headline", {"headline"}, {"headline"}), ("break", {"open", "middle"}, {"open", "middle"})):
            for mine, right in zip(got, gold):
                counts[name, "both"] += mine in found and right in true
                counts[name, "found"] += mine in found
                counts[name, "true"] += right in true
        wrong.update((right, mine) for mine, right in zip(got, gold) if mine != right)
    return counts, wrong


def report(name, counts):
    f1 = {kind: 2 * counts[kind, "both"] / max(counts[kind, "found"] + counts[kind, "true"], 1) for kind in ("headline", "break")}
    print(f"{name:28s} lines {counts['right'] / counts['lines']:.4f}  headlines {f1['headline']:.4f}  breaks {f1['break']:.4f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, help="labelled pages, JSON Lines (.xz)")
    parser.add_argument("dictionary", type=Path, help="jieba's word list (dict.txt)")
    parser.add_argument("--other", type=int, default=100, help="how many pages at the end are of other sources")
    parser.add_argument("--composed", type=int, default=2400, help="pages composed anew")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--leave-out", action="store_true", help="measure on sources and months left out")
    parser.add_argument("--ablate", action="store_true", help="measure what each group of features is worth")
    parser.add_argument("--test", type=Path, help="more labelled pages to measure on")
    parser.add_argument("-o", "--output", type=Path, help="write the model here (layout.json.gz)")
    options = parser.parse_args()
    pages = read_pages(options.pages)
    words = word_pairs(options.dictionary.read_text("utf-8").splitlines())
    daily, other = pages[: -options.other], pages[-options.other :]

    def train(some, left_out=()):
        return trained(some, words, options.composed, options.rounds, left_out)

    if options.leave_out:
        report("other sources left out", measured(train(daily), other)[0])
        late = [page for page in pages if month(page) in (5, 6)]
        report("two months left out", measured(train([page for page in pages if month(page) not in (5, 6)]), late)[0])
    if options.ablate:
        for group in layout_features.GROUPS:
            report(f"other sources, no {group}", measured(train(daily, (group,)), other, (group,))[0])
    if options.output or options.test:
        data = train(pages)
    if options.test:
        counts, wrong = measured(data, read_pages(options.test))
        report(options.test.name, counts)
        for (right, mine), times in wrong.most_common(12):
            print(f"  {right} taken for {mine}: {times}")
    if options.output:
        options.output.write_bytes(gzip.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0))
        print(f"{options.output}: {len(data['weights'])} features, {options.output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
