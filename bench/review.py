"""How long the report of a run takes to make, and to open in Chromium.

    newsclean clean pages.jsonl -o clean.jsonl --trace pages.trace
    python bench/review.py pages.trace

Prints a table for docs/review.md. Opening is timed by the browser's own clock, from the start of the navigation until
the overview stands, a page of the list with its text, and a search through all texts; medians of several runs, each in
a fresh profile.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from newsclean.review import traced_pages, write_report

READY = "() => document.documentElement.dataset.ready && performance.now()"
SHOWN = "() => document.getElementById('source') && performance.now()"


def made(trace: Path, report: Path) -> tuple[int, float]:
    """Write the report; returns its pages and the processor's seconds."""
    began = time.process_time()
    written = write_report(traced_pages([trace]), report, title=trace.name)
    return written.pages, time.process_time() - began


def opened(browser: Browser, report: Path, view: str, until: str) -> float:
    """Return the seconds until a view of the report stands."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"file://{report.resolve()}#{view}", wait_until="commit")
    seconds = page.wait_for_function(until, polling=5).json_value() / 1000
    context.close()
    return seconds


def searched(browser: Browser, report: Path) -> float:
    """Return the seconds that a search through the texts of all pages takes."""
    context = browser.new_context(viewport={"width": 1360, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"file://{report.resolve()}#/pages")
    page.wait_for_function(READY)
    page.fill("#query", "记者")
    began = time.perf_counter()
    page.check("#texts")
    page.wait_for_function("() => inTexts !== null", polling=20, timeout=120_000)
    seconds = time.perf_counter() - began
    context.close()
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder, "report.html")
        pages, seconds = made(options.trace, report)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        views = {
            "the overview": lambda: opened(browser, report, "/", READY),
            "a page, by its address": lambda: opened(browser, report, f"/page/{pages // 2}", SHOWN),
            "a search through all texts": lambda: searched(browser, report),
        }
        print(f"{pages:,} pages, {report.stat().st_size / 1e6:.1f} MB, made in {seconds:.0f} s of one processor\n")
        print("| opens | median, s | slowest, s |\n|---|---|---|")
        for name, view in views.items():
            times = [view() for _ in range(options.runs)]
            print(f"| {name} | {statistics.median(times):.2f} | {max(times):.2f} |")
        browser.close()


if __name__ == "__main__":
    main()
