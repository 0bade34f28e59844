"""Bytes become the right text, or an error that says where and why; and every byte can be given back."""

import gzip
import random
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from newsclean.encoding import Patch, decode, encode
from newsclean.errors import DecodeError, UsageError

SEEDS = [path.read_text("utf-8") for path in sorted(Path(__file__).parent.parent.joinpath("seeds").glob("*.txt"))]
PAGE = "".join(SEEDS)
TRADITIONAL = OpenCC("s2tw").convert(PAGE)
NEWS = (
    "本报讯（记者 王小明）昨日上午，新建的跨江大桥正式通车。\n"
    "“等了三年，终于通车了！”家住江北的李先生说，以后上班能省半个小时。\n"
    "据了解，大桥全长1268米，双向六车道，总投资约12亿元。\n"
)
NEWS_TRADITIONAL = (
    "記者王小明／台北報導\n新建的跨江大橋昨日上午正式通車，沿線居民紛紛到場觀看。\n"
    "「等了三年，終於通車了！」家住江北的李先生說，以後上班能省半個小時。\n"
)
ENCODINGS = ["utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be"]
MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def writable(text, encoding):
    """The characters of `text` that the encoding has."""
    return text.encode(encoding, "ignore").decode(encoding)


def excerpts(encoding, length):
    """Stretches of the seeds of a length, all with hanzi, in the script the encoding was made for."""
    source = writable(TRADITIONAL if encoding == "big5hkscs" else PAGE, encoding)
    starts = range(0, len(source) - length, max(length, len(source) // 60))
    return [text for text in (source[start : start + length] for start in starts) if hanzi(text) > 7]


def hanzi(text):
    return sum("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize("length", [15, 40, 200, 2000])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_of_15_characters_and_more_is_read_without_being_told_its_encoding(encoding, length):
    for text in excerpts(encoding, length):
        found = decode(text.encode(encoding))
        assert (found.encoding, found.text) == (encoding, text)
        assert found.confidence > 0.9


@pytest.mark.parametrize("length", [1, 15, 200])
@pytest.mark.parametrize("encoding", list(MARKS))
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(encoding, length):
    data = MARKS[encoding] + PAGE[10 : 10 + length].encode(encoding)
    found = decode(data)
    assert (found.encoding, found.mark, found.text) == (encoding, True, PAGE[10 : 10 + length])
    assert found.confidence == 1.0
    assert found.encode() == data


def test_utf_32_is_read_by_its_mark():
    for encoding in ("utf-32-le", "utf-32-be"):
        found = decode(("\ufeff" + NEWS).encode(encoding))
        assert (found.encoding, found.text, found.mark) == (encoding, NEWS, True)


def test_a_utf_16_text_that_begins_with_nul_is_not_taken_for_utf_32():
    data = b"\xff\xfe" + ("\0" + NEWS[:20]).encode("utf-16-le")
    assert decode(data).text == "\0" + NEWS[:20]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-be", "big5hkscs"])
def test_every_byte_of_the_seeds_comes_back(seed, newline, encoding):
    if encoding == "big5hkscs":
        seed = writable(OpenCC("s2tw").convert(seed), encoding)
    text = seed.replace("\n", newline)
    found = decode(text.encode(encoding))
    assert found.text == text
    assert found.encode() == text.encode(encoding)
    assert found.patches == ()


@given(
    data=st.binary(max_size=200),
    encoding=st.sampled_from([*ENCODINGS, "gb2312", "big5", "shift_jis", "cp1252"]),
)
def test_any_bytes_read_in_any_encoding_come_back(data, encoding):
    assert decode(data, encoding, errors="replace").encode() == data


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_are_refused_or_come_back(data):
    try:
        found = decode(data, errors="replace")
    except DecodeError:
        return
    assert found.encode() == data
    assert bool(found.text) == bool(data.removeprefix(b"\xef\xbb\xbf")) or found.mark


@given(
    text=st.lists(st.sampled_from(PAGE), min_size=20, max_size=200).map("".join).filter(lambda text: hanzi(text) > 12),
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-16-le", "utf-16-be"]),
)
def test_characters_of_the_seeds_in_any_order_are_read_right(text, encoding):
    assert decode(text.encode(encoding)).text == text


@given(data=st.binary(min_size=1, max_size=40), where=st.integers(0, 60), encoding=st.sampled_from(ENCODINGS))
def test_bytes_put_into_good_text_never_vanish(data, where, encoding):
    good = (NEWS_TRADITIONAL if encoding == "big5hkscs" else NEWS).encode(encoding)
    spoilt = good[:where] + data + good[where:]
    found = decode(spoilt, encoding, errors="replace")
    assert found.encode() == spoilt
    assert found.replaced <= found.text.count("\ufffd")


def test_a_damaged_byte_is_an_error_that_says_where_and_what_to_do():
    data = bytearray(NEWS.encode("utf-8"))
    data[30] = 0xFF  # the last of the three bytes of a comma that begins at byte 28
    with pytest.raises(DecodeError, match=r"the first at byte 28: EF BC FF.*--errors replace"):
        decode(bytes(data))


@pytest.mark.parametrize("encoding", ENCODINGS[:3])
def test_each_damaged_place_becomes_one_replacement_character_with_its_offset(encoding):
    good = (NEWS_TRADITIONAL if encoding == "big5hkscs" else NEWS).encode(encoding)
    first, second = good.index(b"\n") + 1, len(good)
    found = decode(good[:first] + b"\xff" + good[first:] + b"\xff", errors="replace")
    assert found.encoding == encoding
    assert found.damaged == (first, second + 1)
    assert found.replaced == found.text.count("\ufffd") == 2
    assert found.text.replace("\ufffd", "") == good.decode(encoding)


def test_offsets_count_the_byte_order_mark():
    with pytest.raises(DecodeError, match="at byte 3"):
        decode(b"\xef\xbb\xbf\xff" + NEWS.encode())


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_the_decoder_finds_its_feet_again_after_a_lost_byte(encoding):
    text = "记者昨日从市交通局获悉，跨江大桥将于下月正式通车，沿线居民出行更加方便。" * 40
    data = text.encode(encoding)
    for lost in range(20, len(data), 397):
        found = decode(data[:lost] + data[lost + 1 :], errors="replace")
        at = lost // 2  # the character that lost a byte
        assert found.text[: at - 2] == text[: at - 2]
        assert found.text[-(len(text) - at - 3) :] == text[at + 3 :]


def test_a_lost_byte_early_in_a_long_line_does_not_garble_the_rest():
    data = ("一二三" + PAGE.replace("\n", "").replace(" ", "")).encode("gb18030")
    found = decode(data[1:], errors="replace")
    assert found.text.endswith(PAGE.replace("\n", "").replace(" ", "")[4:])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_file_cut_in_the_middle_of_a_character_loses_only_that_character(encoding):
    text = NEWS_TRADITIONAL if encoding == "big5hkscs" else NEWS
    data = text.rstrip().removesuffix("！」").encode(encoding)
    found = decode(data[:-1], errors="replace")
    assert found.encoding == encoding
    assert found.text == text.rstrip()[:-1] + "\ufffd"
    with pytest.raises(DecodeError, match="1 damaged place"):
        decode(data[:-1])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (gzip.compress(NEWS.encode()), "gzip"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(60), "zip archive"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(60), "JPEG"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (bytes(1000), "binary data"),
        (bytes(range(32)) * 20, "binary data"),
        (zlib.compress(PAGE.encode()), "binary data"),
        (random.Random(7).randbytes(5000), "binary data"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data, name):
    for errors in ("strict", "replace"):
        with pytest.raises(DecodeError, match=name):
            decode(data, errors=errors)


def test_nothing_is_an_empty_text():
    assert decode(b"").text == ""


@pytest.mark.parametrize("blanks", [" ", "\n\n", "\r\n \t\r\n", "\u3000\n"])
def test_blanks_are_text(blanks):
    assert decode(blanks.encode()).text == blanks


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_nul_in_good_text_is_kept(encoding):
    text = NEWS[:30] + "\0" + NEWS[30:]
    assert decode(text.encode(encoding)).text == text


def test_padding_with_nuls_is_kept():
    assert decode(NEWS.encode("gb18030") + bytes(4000)).text == NEWS + "\0" * 4000
    assert decode(bytes(4000) + NEWS.encode("gb18030")).text == "\0" * 4000 + NEWS


def test_one_lone_stretch_of_chinese_in_a_long_ascii_file_is_found():
    text = "<p>" * 50_000 + NEWS[:40] + "</p>" * 50_000
    found = decode(text.encode("gb18030"))
    assert (found.encoding, found.text) == ("gb18030", text)


def test_what_a_page_declares_is_not_believed():
    page = '<meta charset="{}">' + NEWS
    assert decode(page.format("gb2312").encode("utf-8")).encoding == "utf-8"
    assert decode(page.format("utf-8").encode("gb18030")).text == page.format("utf-8")


@pytest.mark.parametrize("name", ["gb2312", "GBK", "cp936", "gb18030"])
def test_whatever_gb_is_named_all_of_gb18030_is_read(name):
    text = "简体——與繁體·罕见的𠮷和㐂"
    assert decode(text.encode("gb18030"), name).text == text


def test_rare_names_need_the_four_byte_characters_and_get_them():
    text = "教育部长陈\U00030edd、村民㑇\u4dae和\U00020bb7野家的经理昨日出席了通车仪式。"
    found = decode(text.encode("gb18030"))
    assert (found.encoding, found.text) == ("gb18030", text)


def test_utf_16_that_is_named_takes_its_byte_order_from_the_mark():
    assert decode("\ufeff中".encode("utf-16-be"), "utf-16").text == "中"
    assert decode("中".encode("utf-16-le"), "utf-16").text == "中"


def test_a_named_encoding_is_obeyed_and_certain():
    found = decode("联通".encode("gb18030"), "gbk")
    assert (found.text, found.confidence) == ("联通", 1.0)


@pytest.mark.parametrize("name", ["gb9999", "hex", "", "rot13", "undefined", "a\0", "idna"])
def test_an_encoding_that_does_not_exist_is_wrong_usage(name):
    with pytest.raises(UsageError, match="gb18030"):
        decode(b"abc", name)


def test_letters_with_marks_in_utf_8_are_not_taken_for_hanzi():
    assert decode("Café Mané".encode()).text == "Café Mané"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("これは日本語の文章です。新しい橋が昨日完成しました。" * 4, "euc_jp"),
        ("이것은 한국어 문장입니다. 새로운 다리가 어제 완성되었습니다. " * 4, "euc_kr"),
        ("Вчера в Пекине открылся новый мост через реку. " * 4, "cp1251"),
    ],
)
def test_other_languages_are_read_with_doubt(text, encoding):
    found = decode(text.encode(encoding))
    assert found.text == text
    assert found.confidence <= 0.5


def test_characters_that_big5_has_twice_keep_their_bytes():
    data = (NEWS_TRADITIONAL + "二十").encode("big5hkscs") + b"\xa2\xcc\xa2\xce" + "日\n".encode("big5hkscs")
    found = decode(data)
    assert found.text == NEWS_TRADITIONAL + "二十十卅日\n"
    assert found.patches
    assert found.damaged == ()
    assert found.encode() == data


def test_the_single_byte_euro_sign_of_windows_is_read_and_keeps_its_byte():
    data = NEWS.encode("gb18030") + "票价5".encode("gb18030") + b"\x80\n"
    found = decode(data)
    assert found.text == NEWS + "票价5€\n"
    assert found.damaged == ()
    assert found.encode() == data


def test_patches_say_how_single_characters_were_spelled():
    assert encode("甲乙丙", "utf-8", patches=(Patch(1, 2, b"\xff"),)) == "甲".encode() + b"\xff" + "丙".encode()


def test_a_million_damaged_places_are_read_in_one_pass():
    found = decode(b"\xff\n" * 100_000, "gb18030", errors="replace")
    assert found.text == "\ufffd\n" * 100_000
    assert found.replaced == 100_000


def _every_code_of_gb18030():
    """Return all sequences of bytes that may be a character: of two bytes and of four."""
    for lead in range(0x81, 0xFF):
        yield from (bytes((lead, trail)) for trail in range(0x40, 0xFF))
        for second in range(0x30, 0x3A):
            yield from (bytes((lead, second, third, last)) for third in range(0x81, 0xFF) for last in range(0x30, 0x3A))


def test_gb18030_has_one_spelling_for_each_character():
    codes = [code for code in _every_code_of_gb18030() if code.decode("gb18030", "ignore") > "\x7f"]
    text = b"".join(codes).decode("gb18030")
    assert len(text) == len(codes) == len(set(text))
    assert text.encode("gb18030") == b"".join(codes)
