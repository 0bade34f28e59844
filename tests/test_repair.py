"""decode --repair: the step on the command line."""

from conftest import newsclean

BROKEN = "鏂版ˉ浠婂ぉ寮€閫氾紝鎴戜滑绛変簡涓夊勾\n桥面宽三十米。\n"
WHOLE = "新桥今天开通，我们等了三年\n桥面宽三十米。\n"


def test_repair_undoes_a_wrong_reading_and_decode_alone_does_not():
    assert newsclean("decode", stdin=BROKEN.encode()).stdout.decode() == BROKEN
    done = newsclean("decode", "--repair", stdin=BROKEN.encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, WHOLE, b"")


def test_repairs_are_shown_and_checked_like_every_edit():
    shown = newsclean("decode", "--repair", "--marks", stdin=BROKEN.encode()).stdout.decode()
    assert shown == "[-鏂版ˉ浠婂ぉ寮€閫氾紝鎴戜滑绛変簡涓夊勾-]{+新桥今天开通，我们等了三年+}\n桥面宽三十米。\n"
    checked = newsclean("decode", "--repair", "--check", stdin=BROKEN.encode())
    assert checked.returncode == 1
    assert "decode.mojibake" in checked.stderr.decode()
    assert newsclean("decode", "--repair", "--check", stdin=WHOLE.encode()).returncode == 0


def test_repairs_are_traced_and_restored(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(BROKEN, "utf-8")
    newsclean("decode", "--repair", page, "-o", tmp_path / "out.txt", "--trace", tmp_path / "page.trace")
    assert (tmp_path / "out.txt").read_text("utf-8") == WHOLE
    assert newsclean("restore", tmp_path / "page.trace").stdout == BROKEN.encode()


def test_repair_can_be_a_step_of_a_plan():
    done = newsclean("clean", "--steps", "repair,normalize", stdin=BROKEN.encode())
    assert done.stdout.decode() == WHOLE


def test_what_is_recognised_but_not_certain_stays_and_is_named():
    damaged = "昨日区政府召开防汛工作会议，研究部署汛期准备工作。".encode()[:-1].decode("gb18030", "replace")
    done = newsclean("decode", "--repair", stdin=f"新桥通车\n{damaged}\n锟斤拷锟斤拷\n".encode())
    assert done.stdout.decode() == f"新桥通车\n{damaged}\n锟斤拷锟斤拷\n"
    assert "line 2 and 1 more: looks like utf-8 read as gb18030" in done.stderr.decode()
    assert newsclean("decode", "--repair", "-q", stdin=damaged.encode()).stderr == b""


def test_a_bad_input_is_one_failure_and_the_others_are_repaired(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(BROKEN, "utf-8")
    done = newsclean("decode", "--repair", "none.txt", page, "-j", "2")
    assert (done.returncode, done.stdout.decode()) == (1, WHOLE)
    assert "none.txt" in done.stderr.decode()
