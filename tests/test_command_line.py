"""The command line as a person uses it: each test runs the program in a process of its own."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from conftest import ROOT, SEEDS, newsclean

HEADLINE = "区政府召开防汛工作会议"
LEAD = "本报讯(记者 王一)昨日,区政府召开防汛工作会议,研究部署汛期准备工作,要求各部门抓好隐患排查,确保群众生命财"
PAGE = f"{HEADLINE}\n\n{LEAD}\n\n产安全。\n\n评论列表\n暂无评论,快抢沙发吧~\n"
CLEAN = f"{HEADLINE}\n\n{LEAD}产安全。\n"
STEPS = ("strip-pinyin", "strip-chrome", "dedup", "reflow", "split")


def page(folder, text=PAGE, name="page.txt", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def records(done):
    return [json.loads(line) for line in done.stdout.decode().split("\n") if line]


def test_clean_turns_a_page_into_its_articles(tmp_path):
    done = newsclean("clean", page(tmp_path))
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, CLEAN, b"")


def test_the_steps_in_a_pipe_do_what_clean_does(seed):
    data = seed.read_bytes()
    for step in STEPS:
        done = newsclean(step, stdin=data)
        assert done.returncode == 0
        data = done.stdout
    assert data == newsclean("clean", seed).stdout


def test_clean_changes_nothing_in_its_own_output(seed):
    once = newsclean("clean", seed).stdout
    assert newsclean("clean", stdin=once).stdout == once
    assert newsclean("clean", "--check", stdin=once).returncode == 0


def test_clean_changes_nothing_in_its_own_output_of_all_pages_together():
    once = newsclean("clean", *SEEDS).stdout
    assert newsclean("clean", stdin=once).stdout == once


def test_chosen_steps_run_in_one_process_as_in_a_pipe(seed):
    one = newsclean("strip-pinyin", seed).stdout
    two = newsclean("strip-chrome", stdin=one).stdout
    assert newsclean("clean", "--steps", "strip-pinyin,strip-chrome", seed).stdout == two


def test_articles_as_records_tell_where_each_character_came_from(tmp_path):
    path = page(tmp_path)
    done = newsclean("clean", "-t", "jsonl", path)
    [article] = records(done)
    assert article["id"] == str(path)
    assert article["headline"] == HEADLINE
    assert article["reporters"] == ["王一"]
    assert article["encoding"] == "utf-8"
    [block] = article["blocks"]
    assert block["kind"] == "paragraph"
    assert "".join(PAGE[start:end] for start, end in block["spans"]) == block["text"]
    assert article["text"] == block["text"]


def test_records_stream_with_unknown_fields_and_in_order(tmp_path):
    lines = [{"id": n, "text": PAGE, "url": f"u{n}"} for n in range(3)]
    data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    cleaned = records(newsclean("clean", "-f", "jsonl", stdin=data))
    assert [(r["id"], r["index"], r["url"], r["headline"]) for r in cleaned] == [
        (n, 0, f"u{n}", HEADLINE) for n in range(3)
    ]
    stripped = records(newsclean("strip-chrome", "-f", "jsonl", stdin=data))
    assert [list(r) for r in stripped] == [["id", "text", "url"]] * 3


def test_records_stream_before_the_input_ends():
    process = subprocess.Popen(
        [sys.executable, "-m", "newsclean", "normalize", "-f", "jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    text = "a" * 20_000  # more than an output buffer holds, less than a pipe
    process.stdin.write(json.dumps({"text": text}).encode() + b"\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["text"] == text
    process.stdin.close()
    process.stdout.close()
    process.wait()


def test_markdown_has_front_matter_and_escapes_what_the_text_holds(tmp_path):
    done = newsclean("clean", "-t", "markdown", page(tmp_path, PAGE.replace("财\n\n产", "*财*产")))
    text = done.stdout.decode()
    assert text.startswith("---\nid: ")
    assert 'reporters: ["王一"]\n' in text
    assert f"\n# {HEADLINE}\n" in text
    assert "生命\\*财\\*产安全。" in text


def test_marks_show_the_page_with_its_changes_in_place(tmp_path):
    done = newsclean("strip-chrome", "--marks", page(tmp_path))
    assert done.stdout.decode().endswith("安全。\n[-\n评论列表\n-][-暂无评论,快抢沙发吧~\n-]")


def test_diff_shows_removed_lines(tmp_path):
    done = newsclean("strip-chrome", "--diff", page(tmp_path))
    lines = done.stdout.decode().split("\n")
    assert "-评论列表" in lines
    assert not any(line.startswith("+") for line in lines[2:])


def test_check_writes_nothing_and_tells_by_its_exit_code(tmp_path):
    path = page(tmp_path)
    done = newsclean("strip-chrome", "--check", path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "chrome.comment-box" in done.stderr.decode()
    assert newsclean("strip-pinyin", "--check", path).returncode == 0


def test_skip_and_only_choose_rules_or_families(tmp_path):
    path = page(tmp_path)
    assert newsclean("strip-chrome", "--skip", "chrome", path).stdout.decode() == PAGE
    assert newsclean("strip-chrome", "--only", "chrome.pager", path).stdout.decode() == PAGE
    wrong = newsclean("strip-chrome", "--skip", "chrome.coment-box", path)
    assert wrong.returncode == 2
    assert "did you mean 'chrome.comment-box'" in wrong.stderr.decode()


def test_rules_of_the_users_own_are_used_and_named(tmp_path):
    rules = tmp_path / "my.toml"
    rules.write_text('[chrome.my-paper]\nmatch = "本报热线.*"\nwhy = "Our hotline."\n', "utf-8")
    path = page(tmp_path, "区里开会\n\n昨日,区里开会,共商大计。\n本报热线是个好栏目\n")
    done = newsclean("strip-chrome", "--rules", rules, "--verbose", path)
    assert "热线" not in done.stdout.decode()
    assert "chrome.my-paper" in done.stderr.decode()


def test_output_goes_to_a_file_or_an_article_each_into_a_folder(tmp_path):
    path = page(tmp_path)
    assert newsclean("clean", path, "-o", tmp_path / "out.txt").stdout == b""
    assert (tmp_path / "out.txt").read_text("utf-8") == CLEAN
    newsclean("clean", path, "-o", f"{tmp_path}/articles/")
    assert (tmp_path / "articles" / "page-0.txt").read_text("utf-8") == CLEAN
    newsclean("strip-pinyin", path, "-o", f"{tmp_path}/pages/")
    assert (tmp_path / "pages" / "page.txt").read_text("utf-8") == PAGE


def test_two_inputs_with_one_name_do_not_overwrite_each_other(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    done = newsclean("clean", page(tmp_path / "a"), page(tmp_path / "b"), "-o", f"{tmp_path}/out/")
    assert done.returncode == 1
    assert "would replace that of" in done.stderr.decode()


def test_an_input_is_never_overwritten(tmp_path):
    path = page(tmp_path)
    done = newsclean("clean", path, "-o", path)
    assert done.returncode == 2
    assert "an input is never changed" in done.stderr.decode()
    assert path.read_text("utf-8") == PAGE


def test_the_configuration_file_sets_options_and_the_command_line_wins(tmp_path):
    path = page(tmp_path)
    (tmp_path / "newsclean.toml").write_text('to = "jsonl"\nsteps = ["strip-chrome"]\n', "utf-8")
    [record] = records(newsclean("clean", path, cwd=tmp_path))
    assert record["text"].endswith("财\n\n产安全。\n")
    assert newsclean("clean", "-t", "text", path, cwd=tmp_path).stdout.decode().startswith(f"{HEADLINE}\n\n本报讯")
    (tmp_path / "newsclean.toml").write_text('tooo = "jsonl"\n', "utf-8")
    wrong = newsclean("clean", path, cwd=tmp_path)
    assert wrong.returncode == 2
    assert "did you mean 'to'" in wrong.stderr.decode()


def test_max_loss_refuses_a_page_and_says_what_to_do(tmp_path):
    path = page(tmp_path)
    done = newsclean("strip-chrome", "--max-loss", "5", path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert "more than --max-loss 5" in done.stderr.decode()


def test_repeats_never_count_as_loss():
    done = newsclean("clean", "--max-loss", "40", SEEDS[2])
    assert done.returncode == 0


def test_jobs_do_not_change_the_output():
    assert newsclean("clean", *SEEDS, "-j", "2").stdout == newsclean("clean", *SEEDS).stdout


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"", ""), (b" \n\t\n\xe3\x80\x80\n", ""), ("区里开会".encode(), "区里开会\n"), ("甲" * 50_000_000, None)],
    ids=["empty", "blanks", "one headline", "one line of 50 million characters"],
)
def test_strange_pages_are_handled(data, expected):
    done = newsclean("clean", stdin=data if isinstance(data, bytes) else data.encode())
    assert done.returncode == 0
    assert done.stdout.decode() == (data + "\n" if expected is None else expected)


def test_bad_inputs_are_named_and_the_others_done(tmp_path):
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "cut.txt.gz").write_bytes(gzip.compress(PAGE.encode() * 9)[:-9])
    done = newsclean("clean", "none.txt", tmp_path, tmp_path / "image.txt", tmp_path / "cut.txt.gz", page(tmp_path))
    errors = done.stderr.decode()
    assert done.returncode == 1
    assert done.stdout.decode() == CLEAN
    assert len(errors.strip().split("\n")) == 4
    assert "Traceback" not in errors


def test_an_output_that_cannot_be_written_is_one_error(tmp_path):
    path = page(tmp_path)
    done = newsclean("clean", path, "-o", tmp_path / "page.txt" / "x.txt")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr.decode()
    (tmp_path / "taken").touch()
    done = newsclean("clean", path, "-o", f"{tmp_path}/taken/")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr.decode()


def test_wrong_usage_exits_with_2(tmp_path):
    assert newsclean("clean", "--no-such-option").returncode == 2
    assert newsclean("no-such-command").returncode == 2
    wrong = newsclean("clean", "--steps", "strip-pinyn", page(tmp_path))
    assert wrong.returncode == 2
    assert "did you mean 'strip-pinyin'" in wrong.stderr.decode()


def test_a_closed_pipe_ends_quietly(tmp_path):
    path = page(tmp_path, PAGE * 2000)
    command = f"{sys.executable} -m newsclean normalize {path} {path} {path} | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"{HEADLINE}\n", b"")


def test_ctrl_c_leaves_no_half_written_file(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "newsclean", "clean", "-", "-o", tmp_path / "out.txt"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    while not list(tmp_path.iterdir()):
        pass
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in errors.decode()
    assert list(tmp_path.iterdir()) == []


def test_control_characters_reach_a_terminal_only_spelled_out(tmp_path):
    path = page(tmp_path, "标题\n\n昨日\x1b[31m,区里开会。\n")
    reader, writer = os.openpty()
    command = [sys.executable, "-m", "newsclean", "strip-pinyin", path]
    subprocess.run(command, stdout=writer, check=True, cwd=ROOT)
    os.close(writer)
    assert b"\x1b" not in os.read(reader, 10_000)


def test_every_command_has_help_that_begins_with_an_example():
    listing = newsclean("--help").stdout.decode()
    assert listing.startswith("Example:\n  newsclean ")
    names = re.findall(r"^  (\S+)", listing.split("Commands:\n")[1], re.MULTILINE)
    assert {"clean", "strip-pinyin", "split", "batch", "check", "explain", "restore"} <= set(names)
    for name in names:
        done = newsclean(name, "--help")
        assert done.returncode == 0
        assert done.stdout.decode().startswith("Example:\n  "), name


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(shell):
    assert "_NEWSCLEAN_COMPLETE" in newsclean("completion", shell).stdout.decode()


def test_explain_shows_why_with_examples_of_both_sides():
    text = newsclean("explain", "chrome.comment-box").stdout.decode()
    assert "removes:\n" in text
    assert "keeps:\n" in text
    assert newsclean("explain", "strip-pinyin").returncode == 0
    assert "chrome.comment-box" in newsclean("explain").stdout.decode()
    wrong = newsclean("explain", "chrome.comment-bix")
    assert wrong.returncode == 2
    assert "did you mean" in wrong.stderr.decode()


def test_check_walks_folders_and_tells_what_would_go(tmp_path):
    page(tmp_path, CLEAN, "good.txt")
    assert newsclean("check", tmp_path).returncode == 0
    page(tmp_path)
    done = newsclean("check", tmp_path)
    assert done.returncode == 1
    assert "page.txt" in done.stderr.decode()
    assert "good.txt" not in done.stderr.decode()
    assert newsclean("check", "--max-loss", "90", tmp_path).returncode == 0
    assert newsclean("check", "--max-loss", "5", tmp_path).returncode == 1


def test_records_say_how_sure_the_layout_is(tmp_path):
    [article] = records(newsclean("clean", "-t", "jsonl", page(tmp_path)))
    assert 0.5 < article["confidence"] <= 1
    assert [0.5 < block["confidence"] <= 1 for block in article["blocks"]] == [True]


def test_check_lists_the_doubtful_lines_of_a_page(tmp_path):
    path = page(tmp_path, f"{HEADLINE}\n人气\n{LEAD}\n\n产安全。\n王一说得好\n")
    everything = newsclean("check", "--doubtful", "1", path)
    assert everything.returncode == 1
    assert all(line.startswith(f"{path}: 0.") for line in everything.stdout.decode().splitlines())
    assert newsclean("check", "--doubtful", "0", path).returncode == 0


def test_a_paragraph_stays_broken_where_the_layout_is_not_sure_enough(tmp_path):
    path = page(tmp_path)
    assert newsclean("reflow", "--min-confidence", "0", "--check", path).returncode == 1
    (tmp_path / "newsclean.toml").write_text("[reflow]\nmin-confidence = 2\n", "utf-8")
    assert newsclean("reflow", "--check", path, cwd=tmp_path).returncode == 0


def test_clean_neither_joins_nor_splits_where_the_layout_is_not_sure_enough(tmp_path):
    path = page(tmp_path)
    sure = newsclean("clean", "--steps", "reflow,split", "--min-confidence", "1", path).stdout.decode()
    assert "产安全" in sure
    assert sure != newsclean("clean", "--steps", "reflow,split", path).stdout.decode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
def test_a_pipe_or_device_is_written_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as readers:
        read = readers.submit(pipe.read_bytes)
        assert newsclean("clean", page(tmp_path), "-o", str(pipe)).returncode == 0
        assert read.result(timeout=60).decode() == CLEAN
    assert pipe.is_fifo()


@pytest.mark.skipif(os.name == "nt", reason="no process can be asked for there")
def test_what_a_killed_run_has_left_of_an_output_goes_with_the_next_run(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    (tmp_path / f".out.txt.partial-{gone.pid}").write_text("half", "utf-8")
    of_another = tmp_path / f".out.txt.partial-{os.getpid()}"
    of_another.write_text("half", "utf-8")
    assert newsclean("clean", page(tmp_path), "-o", str(tmp_path / "out.txt")).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([of_another.name, "out.txt", "page.txt"])


def test_an_input_is_not_replaced_through_its_folder(tmp_path):
    path = page(tmp_path)
    done = newsclean("strip-chrome", "page.txt", "-o", ".", cwd=tmp_path)
    assert done.returncode == 1
    assert "an input is never changed" in done.stderr.decode()
    assert path.read_text("utf-8") == PAGE
    (tmp_path / "j.jsonl").write_text('{"text": "x"}\n')
    assert newsclean("dedup", "--across", "j.jsonl", "-o", "j.jsonl", cwd=tmp_path).returncode == 2


def test_check_touches_no_file(tmp_path):
    path = page(tmp_path)
    (tmp_path / "out.txt").write_text("old")
    done = newsclean("clean", path, "--check", "-o", tmp_path / "out.txt", "--trace", tmp_path / "t")
    assert done.returncode == 1
    assert (tmp_path / "out.txt").read_text() == "old"
    assert not (tmp_path / "t").exists()


def test_an_old_result_stays_where_no_input_could_be_cleaned(tmp_path):
    (tmp_path / "out.txt").write_text("old")
    assert newsclean("clean", "none.txt", "-o", tmp_path / "out.txt").returncode == 1
    assert (tmp_path / "out.txt").read_text() == "old"


def test_options_that_contradict_each_other_are_wrong_usage(tmp_path):
    path = page(tmp_path)
    assert newsclean("clean", path, "-o", tmp_path / "x", "--trace", tmp_path / "x").returncode == 2
    assert newsclean("clean", path, "--encoding", "klingon").returncode == 2
    assert newsclean("clean", path, "--diff", "-o", f"{tmp_path}/").returncode == 2


def test_a_limit_in_the_configuration_does_not_switch_check_off(tmp_path):
    path = page(tmp_path)
    (tmp_path / "newsclean.toml").write_text("max-loss = 40\n", "utf-8")
    assert newsclean("check", path, cwd=tmp_path).returncode == 1
    (tmp_path / "newsclean.toml").write_text("[clean]\nmax-loss = 5\n", "utf-8")
    assert newsclean("clean", path, cwd=tmp_path).returncode == 1
    assert newsclean("strip-chrome", path, cwd=tmp_path).returncode == 0


def test_the_result_of_a_batch_checks_clean(tmp_path):
    (tmp_path / "in").mkdir()
    page(tmp_path / "in")
    newsclean("batch", "in", "-o", "out", cwd=tmp_path)
    assert newsclean("check", "out", cwd=tmp_path).returncode == 0


def test_short_records_come_out_of_many_processes_as_they_go_in():
    process = subprocess.run(
        ["bash", "-c", f"yes '{{\"text\":\"好\"}}' | {sys.executable} -m newsclean normalize -f jsonl -j 2 | head -1"],
        capture_output=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert json.loads(process.stdout) == {"text": "好"}


def test_a_full_disk_is_a_sentence(tmp_path):
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m newsclean clean {page(tmp_path)} > /dev/full"],
        capture_output=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode().startswith("newsclean: the result cannot be written: No space left")
    assert "Traceback" not in done.stderr.decode()


def test_ids_that_end_like_a_suffix_keep_their_end(tmp_path):
    data = b"".join(json.dumps({"id": name, "text": PAGE}).encode() + b"\n" for name in ("v1.1", "v1.2"))
    newsclean("normalize", "-f", "jsonl", "-o", f"{tmp_path}/out/", stdin=data)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["v1.1.jsonl", "v1.2.jsonl"]
