"""Two batches never work on one output folder, and a dead one is in nobody's way."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest
from conftest import newsclean
from test_batch import contents, run, tree

from newsclean import running
from newsclean.batch import lock
from newsclean.batch.lock import LOCK, locked
from newsclean.errors import OutputError
from newsclean.writing import sweep


def holder(folder):
    return json.loads((folder / LOCK).read_text())


def test_the_second_is_told_who_holds_the_lock(tmp_path):
    with locked(tmp_path), pytest.raises(OutputError, match="another batch works there") as caught, locked(tmp_path):
        pass
    assert f"process {os.getpid()} on {socket.gethostname()}, since 20" in str(caught.value)


def test_the_lock_is_gone_when_its_holder_has_ended(tmp_path):
    with locked(tmp_path):
        assert holder(tmp_path)["pid"] == os.getpid()
    assert list(tmp_path.iterdir()) == []
    with locked(tmp_path):
        pass


def test_a_batch_that_is_run_while_another_works_there_is_one_error(tmp_path):
    source = tree(tmp_path / "in", a="aa")
    (tmp_path / "out").mkdir()
    with locked(tmp_path / "out"):
        second = newsclean("batch", source, "-o", tmp_path / "out")
    assert second.returncode == 1
    assert f"another batch works there (process {os.getpid()} on " in second.stderr.decode()


def test_a_lock_of_a_killed_process_is_taken_over(tmp_path):
    script = "import os, sys; from pathlib import Path; from newsclean.batch.lock import locked\n"
    script += "with locked(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    killed = subprocess.run(
        [sys.executable, "-c", script, tmp_path], env={"PYTHONPATH": os.pathsep.join(sys.path)}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / LOCK).exists()
    with locked(tmp_path):
        assert holder(tmp_path)["pid"] == os.getpid()


def test_a_run_begins_only_when_the_workers_of_a_killed_one_have_ended(tmp_path, monkeypatch):
    file = os.open(tmp_path / LOCK, os.O_RDWR | os.O_CREAT)
    lock._take(file, lock.fcntl.LOCK_SH)
    os.write(file, json.dumps({**lock._self(), "pid": 2**30}).encode())
    monkeypatch.setattr(lock, "_PATIENCE", 0.2)
    with pytest.raises(OutputError, match=r"was killed \(process 1073741824 .* still busy"), locked(tmp_path):
        pass
    os.close(file)
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"pid": 1}'])
def test_what_stands_in_a_lock_that_nobody_holds_does_not_matter(tmp_path, content):
    (tmp_path / LOCK).write_bytes(content)
    with locked(tmp_path):
        pass


def test_a_lock_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / LOCK).symlink_to(tmp_path / "mine")
    with pytest.raises(OutputError, match="cannot be written"), locked(tmp_path):
        pass
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_folder_in_which_no_lock_can_be_made_is_one_error(tmp_path):
    source = tree(tmp_path / "in", a="aa")
    (tmp_path / "out" / LOCK).mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot be written: Is a directory"):
        run(source, tmp_path / "out")


def test_a_lock_that_somebody_holds_who_has_not_signed_it_yet_is_waited_for_and_told(tmp_path, monkeypatch):
    file = os.open(tmp_path / LOCK, os.O_RDWR | os.O_CREAT)
    lock._take(file, lock.fcntl.LOCK_EX)
    monkeypatch.setattr(lock, "_PATIENCE", 0.2)
    with pytest.raises(OutputError, match="another batch is about to work there"), locked(tmp_path):
        pass
    os.close(file)


def test_a_lock_that_fails_otherwise_is_one_error(tmp_path, monkeypatch):
    def flock(file, kind):
        raise OSError(lock.errno.EIO, "Input/output error")

    monkeypatch.setattr(lock.fcntl, "flock", flock)
    with pytest.raises(OutputError, match="cannot be written: Input/output error"), locked(tmp_path):
        pass


# File systems that have no locks: what the file says counts


@pytest.fixture
def no_locks(monkeypatch):
    def flock(file, kind):
        raise OSError(lock.errno.ENOTSUP, "not supported")

    monkeypatch.setattr(lock.fcntl, "flock", flock)


def written(folder, **changes):
    (folder / LOCK).write_text(json.dumps({**lock._self(), **changes}))


def test_without_locks_a_living_process_holds_its_file(tmp_path, no_locks):
    with locked(tmp_path), pytest.raises(OutputError, match="another batch works there"), locked(tmp_path):
        pass


@pytest.mark.parametrize("changes", [{"pid": 2**30}, {"pid": 2**70}, {"born": "another boot:17"}])
def test_without_locks_a_process_that_is_gone_holds_nothing(tmp_path, no_locks, changes):
    written(tmp_path, since="2999-01-01T00:00:00+00:00", **changes)
    with locked(tmp_path):
        pass


def test_without_locks_a_process_of_another_host_is_for_a_person_to_judge(tmp_path, no_locks):
    written(tmp_path, host="elsewhere", pid=2**30)
    with pytest.raises(OutputError, match=r"on elsewhere.*if that is over, remove .*\.lock"), locked(tmp_path):
        pass


@pytest.fixture
def windows(monkeypatch):
    """There is no fcntl there and no /proc, and to ask a process is to interrupt it."""
    monkeypatch.setattr(lock, "fcntl", None)
    monkeypatch.setattr(lock, "_born", lambda _: None)
    monkeypatch.setattr(lock, "ASKABLE", False)
    monkeypatch.setattr(running, "ASKABLE", False)
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("a process was asked"))


def test_on_windows_a_lock_is_held_given_back_and_left_to_a_person_where_its_run_is_gone(tmp_path, windows):
    with locked(tmp_path), pytest.raises(OutputError, match="if that is over, remove"), locked(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
    written(tmp_path, pid=2**30)
    with pytest.raises(OutputError, match=r"process 1073741824 .* if that is over, remove .*\.lock"), locked(tmp_path):
        pass


def test_on_windows_nothing_beside_an_output_is_swept(tmp_path, windows):
    (tmp_path / f".out.txt.partial-{2**30}").write_text("half")
    sweep(tmp_path / "out.txt")
    assert [path.name for path in tmp_path.iterdir()] == [f".out.txt.partial-{2**30}"]


def test_an_output_folder_of_a_finished_batch_holds_no_lock(tmp_path):
    source = tree(tmp_path / "in", a="aa")
    run(source, tmp_path / "out", jobs=2)
    assert LOCK not in [path.name for path in (tmp_path / "out").iterdir()]
    assert contents(tmp_path / "out") == {"a.txt": b"AA"}
