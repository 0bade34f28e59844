"""What differs between two members of a cluster."""

import json

from conftest import newsclean

from newsclean.similarity.members import differences

STORY = "新桥今天通车。桥面宽三十米，双向六车道，两侧留有人行道。市民们说，等这一天等了三年，以后上班再也不用绕路。"


def kinds(kept, copy):
    return [(found.kind, found.text or found.sentences) for found in differences(kept, copy)]


def test_equal_texts_have_nothing_but_sentences_that_are_the_same():
    assert kinds(STORY, STORY) == [("same", 3)]


def test_width_punctuation_and_script_do_not_count():
    assert kinds("新桥今天通车。桥面宽30米。", "新橋今天通車！桥面宽３０米") == [("same", 2)]


def test_a_sentence_changed_a_little_is_shown_once_with_marks():
    found = kinds(STORY, STORY.replace("三十米", "四十米"))
    assert found == [
        ("same", 1),
        ("changed", "桥面宽[-三-]{+四+}十米，双向六车道，两侧留有人行道。"),
        ("same", 1),
    ]


def test_a_sentence_that_only_one_of_them_has_is_shown_whole():
    assert kinds(STORY, STORY + "责任编辑：王小满") == [("same", 3), ("only copy", "责任编辑：王小满")]
    assert kinds("（本报记者 王小满）\n" + STORY, STORY) == [("only kept", "（本报记者 王小满）"), ("same", 3)]


def test_sentences_too_long_to_be_compared_inside_are_shown_whole():
    kept, copy = "长" * 1001 + "。", "长" * 1000 + "短。"
    assert kinds(kept, copy) == [("only kept", kept), ("only copy", copy)]


def test_sentences_that_have_little_in_common_are_not_paired():
    found = kinds("新桥今天通车。市民早起看桥。", "新桥今天通车。道路两旁种上了银杏。")
    assert found == [("same", 1), ("only kept", "市民早起看桥。"), ("only copy", "道路两旁种上了银杏。")]


def test_an_empty_text_lacks_all_sentences():
    assert kinds("新桥今天通车。", "") == [("only kept", "新桥今天通车。")]
    assert kinds("", "") == []


def marked(*texts):
    data = "".join(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n" for n, text in enumerate(texts))
    return newsclean("dedup", "--across", "--mark", "-f", "jsonl", stdin=data.encode()).stdout


def test_the_command_shows_kept_document_copies_and_similarity_on_80_columns():
    done = newsclean("clusters", stdin=marked(STORY * 3, STORY * 3 + "更多新闻请看明天的报纸。" * 9, "天气晴好。"))
    lines = done.stdout.decode().split("\n")
    assert (done.returncode, lines[0]) == (0, "cluster 0: 2 documents")
    assert lines[1].startswith("= 0, ")
    assert lines[2].startswith("# 1, ")
    assert "similarity 0." in lines[2]
    assert "  + 更多新闻请看明天的报纸。" in lines
    assert all(len(line.encode("gb18030")) <= 80 for line in lines)  # two bytes a hanzi, as it has two columns
    assert "天气" not in done.stdout.decode()
    assert b"\x1b" not in done.stdout


def test_one_cluster_can_be_asked_for():
    data = marked(STORY * 3, STORY * 3)
    assert newsclean("clusters", "--cluster", "0", stdin=data).stdout.decode().startswith("cluster 0: 2 documents\n")
    none = newsclean("clusters", "--cluster", "7", stdin=data)
    assert (none.returncode, none.stdout) == (1, b"")
    assert "no cluster 7" in none.stderr.decode()


def test_records_without_marks_are_refused_with_the_command_that_makes_them():
    done = newsclean("clusters", stdin=b'{"id": 1, "text": "a"}\n')
    assert (done.returncode, done.stdout) == (1, b"")
    assert "dedup --across --mark" in done.stderr.decode()
