"""Pages like those that are scraped, built of what such pages hold: for Hypothesis, and as words for the fuzzer."""

from __future__ import annotations

from hypothesis import strategies as st

LINES = (
    *("区政府召开防汛工作会议", "区里开会", "——记区防汛办主任李四", "王一强调:", "两会专题", "要闻 · 02版"),
    *("本报讯(记者 王一 通讯员 李四)昨日,区政府召开防汛工作会议,研究部署汛期准备工作,要求各部门抓好隐患排查。",),
    *("新华社北京5月6日电(记者 张三)记者从有关部门获悉,今年上半年,全国新开工项目数量同比增长三成。",),
    *("会议强调,要压实责任,确保群众生命财", "产安全。", "共商大", "计。", "确保关键时(下转2版)", "(上接1版)刻拉得出。"),
    *(
        "图为会议现场。 李四 摄",
        "李四/摄",
        "文/图 王一",
        "■本报记者 王一",
        "(责任编辑 王一)",
        "一、夯实基础",
        "第一,抓落实。",
    ),
    *("评论列表", "暂无评论,快抢沙发吧~", "发表评论", "回复", "赞", "网友1 2024-07-08 08:30", "相关推荐", "热门文章"),
    *(
        "首页 新闻 体育 财经 娱乐",
        "首页|新闻|视频|论坛|更多",
        "分享到:",
        "上一篇:没有了",
        "扫一扫",
        "打印 收藏",
        "责任编辑:王一",
    ),
    *(
        "《临平新闻》播出时间",
        "首播 18:30",
        "重播 20:00 / 22:00",
        "©2024 版权所有 京ICP备12345678号",
        "来源:新华网 2024-07-08",
    ),
    *(
        "临平(línpíng)(línpíng)新城,智造(zhìzào)之城,人才(réncái)之城,产业(chǎnyè)之城。",
        "簋（guǐ）是古代的食器,GDP(GDP)不是。",
    ),
    *("中國(guó)的發(fā)展,本報(bào)訊,國會(huì)議員。", "發(fā)布?，F(xiàn)在", "打?qū)嵉", "我們黨(dǎng)(dǎ"),
    *(
        "浣犲ソ锛屼笘鐣岋紒",
        "锟斤拷锟斤拷",
        "問:為什麼?",
        "答:因為這樣。",
        "“他说:“好。””",
        '他说"好"。',
        "「天后宮」與『乾隆』",
    ),
    *(
        "2024年7月8日 星期一",
        "第3版",
        "1",
        "2",
        "□",
        "※",
        "<p>区里</p>",
        "[-减-]{+加+}\\-]",
        "👨\u200d👩\u200d👧",
        "قال \u200fمرحبا",
    ),
)
MARKS = (
    *("\n", "\n\n", "\r\n", "\r", "\f\n", "\n\f\n", "\v", "\x85", "\u2028", " ", "\u3000\u3000", "\t", "\u00a0"),
    *(
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\u200d",
        "\u202e",
        "\u2066",
        "\0",
        "\x1b[31m",
        "\x7f",
        "\ufffd",
        "\uffff",
        "\u0301",
    ),
    *("。", ",", "，", "？", "！", "…", "(", ")", "（", "）", "“", "”", '"', "《", "》", "-", "—", "|", ":", "?", "\\"),
    *("𠮷", "é", "ａ", "１", "㎡", "İ", "ß", "\ue000", "\U000f0000", "好", "图", "摄", "记者", "下转", "版", "讯"),
)

_RARE = st.characters(codec="utf-8")
_LINE = st.one_of(
    st.sampled_from(LINES),
    st.lists(st.sampled_from((*LINES, *MARKS)), max_size=4).map("".join),
    st.lists(st.one_of(st.sampled_from(MARKS), _RARE), max_size=30).map("".join),
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=80),
)
_BREAK = st.sampled_from(("\n", "\n\n", "\r\n", "\r", "\n\f\n", "\n\u3000\u3000", " ", ""))


@st.composite
def pages(draw: st.DrawFn) -> str:
    """A page of up to some thirty lines; now and then a stretch of it stands twice."""
    lines = draw(st.lists(st.tuples(_LINE, _BREAK), max_size=30))
    text = "".join(line + end for line, end in lines)
    if not draw(st.booleans()):
        return text
    start, end = sorted(draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    at = draw(st.integers(0, len(text)))
    return text[:at] + text[start:end] + text[at:]


_CODECS = ("utf-8", "utf-8-sig", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A page in some encoding, mostly whole, now and then with a few bytes changed, cut off or put in."""
    data = draw(pages()).encode(draw(st.sampled_from(_CODECS)), "ignore")
    for _ in range(draw(st.sampled_from((0, 0, 1, 3)))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(st.binary(max_size=3)) + data[at + draw(st.integers(0, 3)) :]
    return data
