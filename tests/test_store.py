"""batch over the objects of a server that speaks the interface of S3 and checks signatures (moto)."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import pytest
from conftest import ROOT, SEEDS, extra, newsclean

extra("daft")
extra("moto")
arrow, parquet, stores = extra("pyarrow"), extra("pyarrow.parquet"), extra("pyarrow.fs")

ODD_NAME = "新闻/二〇二四/第1版 100% #1 [要闻]?+&=.jsonl"


class Store:
    """A server of objects with one bucket, `news`, and one user who may use it."""

    def __init__(self, log):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = log
        self.environment = {"AWS_ENDPOINT_URL": self.url, "AWS_DEFAULT_REGION": "us-east-1"}
        command = [sys.executable, "-m", "moto.server", "-p", str(port)]
        with log.open("wb") as file:
            self.process = subprocess.Popen(command, stdout=file, stderr=file)

    def set_up(self):
        """Make the user, and from then on refuse what is not signed with its key."""
        deadline = time.monotonic() + 60
        while True:
            try:
                self._asked("iam", Action="CreateUser", UserName="press")
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
        named = {"UserName": "press", "PolicyName": "all", "PolicyDocument": json.dumps(policy)}
        self._asked("iam", Action="PutUserPolicy", **named)
        key = self._asked("iam", Action="CreateAccessKey", UserName="press")
        self.environment["AWS_ACCESS_KEY_ID"] = re.search("<AccessKeyId>(.*)</AccessKeyId>", key)[1]
        self.environment["AWS_SECRET_ACCESS_KEY"] = re.search("<SecretAccessKey>(.*)</SecretAccessKey>", key)[1]
        request = urllib.request.Request(
            f"{self.url}/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"}, method="POST"
        )
        urllib.request.urlopen(request).close()
        self.files = stores.S3FileSystem(
            access_key=self.environment["AWS_ACCESS_KEY_ID"],
            secret_key=self.environment["AWS_SECRET_ACCESS_KEY"],
            endpoint_override=self.url,
            region="us-east-1",
            allow_bucket_creation=True,
        )
        self.files.create_dir("news")

    def _asked(self, service, **form):
        scope = f"Credential=none/20240101/us-east-1/{service}/aws4_request"
        headers = {"Authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=none"}
        request = urllib.request.Request(self.url, urllib.parse.urlencode(form).encode(), headers)
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    def put(self, folder, place):
        for path in folder.rglob("*"):
            if path.is_file():
                with self.files.open_output_stream(
                    f"{place}/{path.relative_to(folder).as_posix()}", compression=None
                ) as file:
                    file.write(path.read_bytes())

    def objects(self, place):
        """The objects below a place by name, with their bytes; the manifest without the seconds."""
        found = self.files.get_file_info(stores.FileSelector(place, recursive=True, allow_not_found=True))
        names = [info.path.removeprefix(f"{place}/") for info in found if info.type == stores.FileType.File]
        objects = {name: self.files.open_input_stream(f"{place}/{name}", compression=None).read() for name in names}
        return with_entries(objects)

    def times_written(self, path):
        """How often an object was written."""
        return self._log.read_text("utf-8").count(f"POST /{path}?uploads ")

    def batch(self, source, target, *options, **environment):
        arguments = ("batch", f"s3://{source}", "-o", f"s3://{target}", "--engine", "daft", "-j", "2", *STEPS, *options)
        return newsclean(*arguments, env={**self.environment, **environment})


STEPS = ("--steps", "normalize,strip-pinyin")  # the quick ones


def with_entries(objects):
    told = ("input", "output", "sha256", "pages", "failed", "aside", "output_bytes")
    entries = [json.loads(line) for line in objects.pop("manifest.jsonl", b"").splitlines()]
    return objects | {"manifest.jsonl": [{name: entry[name] for name in told} for entry in entries]}


def folder_of(path):
    """The files of a folder as `Store.objects` gives objects."""
    return with_entries(
        {file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()}
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = Store(tmp_path_factory.mktemp("store") / "log")
    try:
        made.set_up()
        yield made
    finally:
        made.process.terminate()
        made.process.wait(60)


@pytest.fixture(scope="module")
def pages(tmp_path_factory, store):
    """A folder, which is in the store as `news/raw` too."""
    folder = tmp_path_factory.mktemp("pages") / "raw"
    (folder / ODD_NAME).parent.mkdir(parents=True)
    texts = [path.read_text("utf-8") for path in SEEDS]
    rows = [{"id": str(number), "text": texts[number % 5]} for number in range(10)]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    (folder / ODD_NAME).write_text("".join(lines), "utf-8")
    (folder / "big.jsonl").write_text("".join(lines) * 100, "utf-8")  # written in two parts
    (folder / "bad.jsonl").write_text('{"id": 1, "text": "甲。"}\n{"text": 7}\n', "utf-8")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n")
    parquet.write_table(arrow.Table.from_pylist(rows), folder / "rows.parquet")
    store.put(folder, "news/raw")
    return folder


def test_the_objects_are_the_bytes_of_a_folder(pages, store):
    newsclean("batch", "raw", "-o", "expected", *STEPS, cwd=pages.parent)
    expected = folder_of(pages.parent / "expected")
    assert len(expected["big.jsonl"]) > 10 << 20
    done = store.batch("news/raw", "news/clean")
    assert done.returncode == 1
    first, second = sorted(done.stderr.decode().splitlines())
    assert "s3://news/raw/bad.jsonl, line 2: the record has a 'text' that is a int" in first
    assert "s3://news/raw/picture.txt: this is not text but a PNG image" in second
    assert store.objects("news/clean") == expected


def test_what_is_done_is_not_done_again(pages, store):
    store.batch("news/raw", "news/again", "--include", "*.jsonl")
    before = store.objects("news/again")
    store.files.delete_file("news/again/bad.jsonl")
    store.batch("news/raw", "news/again", "--include", "*.jsonl")
    assert store.objects("news/again") == before
    assert store.times_written("news/again/big.jsonl") == 1
    assert store.times_written("news/again/bad.jsonl") == 2


def test_parquet_is_written_and_traces_are_kept(pages, store):
    newsclean("batch", "raw", "-o", "rows", "-t", "parquet", "--include", "*.parquet", *STEPS, cwd=pages.parent)
    arguments = ("-t", "parquet", "--include", "*.parquet", "--traces", "s3://news/traces")
    done = store.batch("news/raw", "news/rows", *arguments)
    assert done.returncode == 0, done.stderr.decode()
    assert store.objects("news/rows") == folder_of(pages.parent / "rows")
    assert json.loads(store.objects("news/traces")["rows.parquet.trace"].splitlines()[0])["id"] == "0"


def test_a_killed_run_goes_on_where_it_stopped(pages, store, tmp_path):
    """Its manifest is written often, for the test."""
    lines = (pages / "big.jsonl").read_bytes().splitlines(keepends=True)
    for number in range(8):
        (tmp_path / f"{number}.jsonl").write_bytes(b"".join(lines[:300]))
    store.put(tmp_path, "news/many")
    script = "import newsclean.batch.remote as r; r._PAUSE = r._SHARE = 0; from newsclean.cli import main; main()"
    arguments = ["batch", "s3://news/many", "-o", "s3://news/killed", "--engine", "daft", "-j", "1", *STEPS]
    environment = {**os.environ, **store.environment, "PYTHONPATH": str(ROOT)}
    run = subprocess.Popen([sys.executable, "-c", script, *arguments], env=environment, start_new_session=True)
    deadline = time.monotonic() + 120
    while not (entries := store.objects("news/killed")["manifest.jsonl"]):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert len(entries) < 8
    assert store.batch("news/many", "news/killed").returncode == 0
    assert [store.times_written(f"news/killed/{entry['output']}") for entry in entries] == [1] * len(entries)
    found = store.objects("news/killed")
    assert [entry["output"] for entry in found.pop("manifest.jsonl")] == sorted(found)
    assert set(found.values()) == {b"".join(store.objects("news/clean")["big.jsonl"].splitlines(keepends=True)[:300])}
    assert len(found) == 8


@pytest.mark.parametrize(
    ("source", "target", "environment", "told"),
    [
        (
            "nowhere/raw",
            "news/new",
            {},
            "s3://nowhere/raw: holds no object; are the bucket and the path spelled right?",
        ),
        ("news/none", "news/new", {}, "s3://news/none: holds no object"),
        ("news/raw", "nowhere/new", {}, "s3://nowhere/new/manifest.jsonl: cannot be written: "),
        ("news/raw", "news/new", {"AWS_SECRET_ACCESS_KEY": "x"}, "s3://news/new/manifest.jsonl: cannot be read: "),
        ("news/raw", "news/new", {"AWS_ACCESS_KEY_ID": "x"}, "ACCESS_DENIED"),
    ],
    ids=["no bucket", "no object", "no bucket to write to", "wrong secret", "wrong user"],
)
def test_what_a_store_refuses_is_one_error_before_any_work(source, target, environment, told, pages, store):
    done = store.batch(source, target, **environment)
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert told in line
    assert store.objects("news/new") == {"manifest.jsonl": []}


def test_an_object_that_cannot_be_listed_with_a_wrong_secret_is_one_error(tmp_path, pages, store):
    """The results go elsewhere, so it is Daft that is refused."""
    arguments = ("batch", "s3://news/raw", "-o", f"file://{tmp_path}/out", "--engine", "daft")
    done = newsclean(*arguments, env={**store.environment, "AWS_SECRET_ACCESS_KEY": "x"})
    assert done.returncode == 1
    (line,) = done.stderr.decode().splitlines()
    assert "s3://news/raw: cannot be listed: The request signature we calculated does not match" in line


def across(store, *arguments, **environment):
    command = ("dedup", "--across", *arguments, "--engine", "daft", "-j", "2", "-q")
    return newsclean(*command, env={**store.environment, **environment})


@pytest.fixture(scope="module")
def copies(tmp_path_factory, store):
    """Records, half of them copies of others: a plain file, a packed one, one of Parquet, and pages of text."""
    folder = tmp_path_factory.mktemp("copies") / "raw"
    folder.mkdir()
    texts = [path.read_text("utf-8") for path in SEEDS]
    rows = [{"id": str(number), "text": texts[number % 5]} for number in range(8)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "新闻1.jsonl").write_text(lines, "utf-8")
    (folder / "2.jsonl.gz").write_bytes(gzip.compress(lines.replace('"id"', '"no"').encode()))
    parquet.write_table(arrow.Table.from_pylist([{"text": row["text"]} for row in rows]), folder / "3.parquet")
    (folder / "4.txt").write_text(texts[1], "utf-8")
    store.put(folder, "news/copies")
    return folder


def test_near_duplicates_among_objects_are_those_among_files(copies, store):
    names = ["新闻1.jsonl", "2.jsonl.gz", "3.parquet", "4.txt"]
    newsclean("dedup", "--across", "--mark", *names, "-o", "marked.jsonl", cwd=copies)
    expected = (copies / "marked.jsonl").read_bytes()
    assert len(expected.splitlines()) == 25
    urls = [f"s3://news/copies/{name}" for name in names]
    done = across(store, "--mark", *urls, "-o", "s3://news/found/标记.jsonl")
    assert done.returncode == 0, done.stderr.decode()
    found = store.objects("news/found")["标记.jsonl"].decode()
    assert found.replace("s3://news/copies/", "").encode() == expected


def test_an_asterisk_stands_for_objects_in_the_order_of_their_names(copies, store, tmp_path):
    newsclean("dedup", "--across", "2.jsonl.gz", "新闻1.jsonl", "-t", "jsonl", "-o", "kept.jsonl", cwd=copies)
    done = across(store, "s3://news/copies/*.jsonl*", "-t", "jsonl", "-o", str(tmp_path / "kept.jsonl"))
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "kept.jsonl").read_bytes() == (copies / "kept.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("source", "target", "environment", "told"),
    [
        ("s3://news/copies/none.jsonl", "s3://news/lost/a", {}, "none.jsonl: there is no such object"),
        ("s3://news/none/*.jsonl", "s3://news/lost/a", {}, "s3://news/none/*.jsonl: holds no object"),
        ("s3://news/copies/4.txt", "s3://nowhere/a", {}, "s3://nowhere/a: cannot be written: "),
        ("s3://news/copies/4.txt", "s3://news/lost/a", {"AWS_SECRET_ACCESS_KEY": "x"}, "4.txt: cannot be read: "),
        ("s3://news/copies/4.txt", "s3://news/lost/", {}, "s3://news/lost/: the documents go to one object: name it"),
        ("s3://news/copies/4.txt", "s3://news/copies/4.txt", {}, "is an input too"),
    ],
    ids=["no object", "no objects", "no bucket to write to", "wrong secret", "a folder", "its own input"],
)
def test_what_near_duplicates_cannot_reach_is_one_error(source, target, environment, told, copies, store):
    done = across(store, source, "-o", target, **environment)
    assert done.returncode in (1, 2)
    assert told in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert store.objects("news/lost") == {"manifest.jsonl": []}


def test_urls_are_for_the_engine_daft(store):
    done = newsclean("dedup", "--across", "s3://news/copies/4.txt", "-o", "s3://news/found/a", env=store.environment)
    assert done.returncode == 2
    assert (
        "s3://news/copies/4.txt: what is named by URL is for the engine daft: add --engine daft" in done.stderr.decode()
    )


def test_on_ray_the_output_lies_in_a_folder_of_all_machines(store):
    arguments = ("s3://news/copies/4.txt", "-o", "s3://news/found/a", "--ray-address", "127.0.0.1:1")
    done = across(store, *arguments)
    assert done.returncode == 2
    assert "the machines of a cluster share a folder beside the output" in done.stderr.decode()
