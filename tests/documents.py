"""Documents to deduplicate, and runs that are killed: what the tests of dedup --across share."""

import json
import os
import random
import signal
import subprocess
import sys
import time

from conftest import ROOT

FIRST = "跨江大桥昨日上午合龙，全长五点六公里，主跨一千零八十米，双向八车道，过江只要六分钟，公交线路也将同时开通。"
OTHER = "图书馆建在防波堤的尽头，四面玻璃，涨潮的时候像一艘停住的船，每个周末要接待近五百位读者，预约和轮换是办法。"
REPRINT = f"本报讯 {FIRST}（来源：江岸日报）"


def story(random_, length=400):
    """A text of hanzi that is like no other."""
    return "".join(chr(0x4E00 + random_.randrange(3000)) for _ in range(length))


def corpus(count, seed=1):
    """Records of stories; every fourth is a reprint of an earlier one, with an agency line and some changes."""
    random_ = random.Random(seed)
    texts = []
    for number in range(count):
        if number % 4 == 3:
            text = list(texts[random_.randrange(len(texts))])
            text[random_.randrange(len(text))] = "改"
            texts.append("本报讯 " + "".join(text))
        else:
            texts.append(story(random_))
    return [{"id": f"{seed}-{number}", "text": text} for number, text in enumerate(texts)]


def lines(records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def write(path, records):
    path.write_bytes(lines(records))
    return path


def read(data):
    return [json.loads(line) for line in data.decode().splitlines()]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def ids(data):
    return [record["id"] for record in read(data)]


def killed(when, *arguments):
    """Run the command line and kill it when `when()` comes true; whether it was still at work."""
    process = started(arguments)
    while process.poll() is None and not when():
        time.sleep(0.005)
    running = process.poll() is None
    if running:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return running


def interrupted(when, *arguments):
    """Run the command line and interrupt it as a terminal does when `when()` comes true; what it said."""
    process = started(arguments)
    while process.poll() is None and not when():
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    return process.communicate()[1].decode()


def started(arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "newsclean", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def after(seconds):
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
