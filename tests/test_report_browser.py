"""The HTML report in a real browser: what a person sees, clicks and hears read out."""

import json
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import IN_CI, SEEDS, newsclean
from playwright.sync_api import Error, expect, sync_playwright

from newsclean.edits import Edit
from newsclean.review import TracedPage, traced_pages, write_report

DESK = {"width": 1360, "height": 900}
PHONE = {"width": 390, "height": 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def chromium():
    """Chromium: that of the system, or else the one that playwright brings; CI always has one."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found)
        except Error:
            if IN_CI:
                raise
            pytest.skip("no Chromium here; install one to test the report as a person sees it")
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The seeds cleaned, with their trace and the report of it."""
    folder = tmp_path_factory.mktemp("run")
    done = newsclean("clean", *SEEDS, "-o", folder / "clean.txt", "--trace", folder / "seeds.trace", "-q")
    assert done.returncode == 0, done.stderr
    write_report(traced_pages([folder / "seeds.trace"]), folder / "report.html", title="the seeds")
    return folder


@pytest.fixture
def trace(run):
    return [json.loads(line) for line in (run / "seeds.trace").read_text("utf-8").splitlines()]


class Screen:
    """A browser's page that notes whatever went wrong in it."""

    def __init__(self, browser, **options):
        self.context = browser.new_context(**options)
        self.page = self.context.new_page()
        self.wrong = []
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.requests = []

    def open(self, report, view="/"):
        self.page.goto(f"file://{report}#{view}")
        self.page.wait_for_selector("html[data-ready]")
        return self.page


@pytest.fixture
def screen(chromium, request):
    """A screen of a desk, or as the test's parameter says; nothing may go wrong on it."""
    made = Screen(chromium, **getattr(request, "param", {"viewport": DESK}))
    yield made
    made.context.close()
    assert made.wrong == []
    assert all(url.startswith("file://") for url in made.requests)


def number(text):
    return int(text.replace(",", ""))


def test_the_sums_are_those_of_the_trace(screen, run, trace):
    """Pages, characters and edits by rule, counted here from the trace by hand."""
    page = screen.open(run / "report.html")
    removed, edits = {}, {}
    for edit in (edit for line in trace for edit in line["edits"]):
        removed[edit["rule"]] = removed.get(edit["rule"], 0) + len("".join(edit["removed"].split()))
        edits[edit["rule"]] = edits.get(edit["rule"], 0) + 1
    boxes = page.locator(".figures div").all()
    figures = {box.locator("dt").inner_text(): box.locator("dd").inner_text() for box in boxes}
    assert number(figures["pages"]) == len(trace)
    assert number(figures["characters read"]) == sum(line["length"] for line in trace)
    assert number(figures["characters removed"]) == sum(removed.values())
    assert number(figures["articles"]) == 5 + 1 + 1 + 5 + 1
    page.get_by_role("button", name="more rules").click()
    rows = page.locator(".rules tbody tr")
    shown = {row.get_attribute("data-rule"): row.locator("td").all_inner_texts()[1:3] for row in rows.all()}
    assert {rule: number(cells[0]) for rule, cells in shown.items()} == removed
    assert {rule: number(cells[1]) for rule, cells in shown.items()} == edits


def test_a_rule_leads_to_its_pages(screen, run, trace):
    """The list then holds the pages on which that rule did something, and the filter can be taken back."""
    page = screen.open(run / "report.html")
    page.get_by_role("link", name="pinyin.annotation").click()
    having = [line["id"] for line in trace if any(edit["rule"] == "pinyin.annotation" for edit in line["edits"])]
    expect(page.locator("#rows .row")).to_have_count(len(having))
    expect(page.locator("#found")).to_have_text(f"{len(having)} of 5 pages")
    page.locator("#rule").select_option("")
    expect(page.locator("#rows .row")).to_have_count(5)


def test_a_bar_leads_to_its_pages(screen, run):
    """The bar of the pages with five articles; the filter stands above the list and goes with a click."""
    page = screen.open(run / "report.html")
    page.get_by_role("link", name="2 pages with 5 articles").click()
    expect(page.locator("#rows .row")).to_have_count(2)
    page.get_by_role("button", name="Take away the filter articles").click()
    expect(page.locator("#rows .row")).to_have_count(5)


def test_search_finds_names_headlines_and_texts(screen, run):
    """Names and headlines at once, what stands in a text when that is asked for."""
    page = screen.open(run / "report.html", "/pages")
    options = page.locator("#rows .row")
    page.get_by_label("Search").fill("004_")
    expect(options).to_have_count(1)
    page.get_by_label("Search").fill("区政府常务会议召开")
    expect(options).to_have_count(1)
    page.get_by_label("Search").fill("(línpíng)")
    expect(options).to_have_count(0)
    page.get_by_label("in the texts too").check()
    expect(options).to_have_count(1)
    expect(options).to_contain_text("002_")


def test_the_worst_page_comes_first_and_other_orders_are_a_choice_away(screen, run):
    """By loss, then by name."""
    page = screen.open(run / "report.html", "/pages")
    expect(page.locator("#rows .row").first).to_contain_text("002_")
    page.get_by_label("Sort by").select_option("name")
    expect(page.locator("#rows .row").first).to_contain_text("000_")


SOURCE = """() => {
  const copy = document.getElementById("source").cloneNode(true);
  for (const one of copy.querySelectorAll(".label, .cut, .joined, ins, .blank")) one.remove();
  return [copy.textContent, [...copy.querySelectorAll("del")].map((one) => one.textContent)];
}"""


@pytest.mark.parametrize("at", range(5))
def test_a_page_shows_its_source_with_every_removal(screen, run, trace, at):
    """Every edit of the trace, and the whole text with what was removed struck through; blanks are told as signs."""
    page = screen.open(run / "report.html", f"/page/{at}")
    expect(page.locator("#source .edit")).to_have_count(len(trace[at]["edits"]))
    text, struck = page.evaluate(SOURCE)
    source = SEEDS[at].read_text("utf-8")
    assert "".join(text.split()) == "".join(source.split())
    assert struck == [edit["removed"] for edit in trace[at]["edits"] if edit["removed"].strip()]


def test_the_articles_beside_it_are_those_written(screen, run):
    """Line for line what the run wrote."""
    pages = {}
    for at in range(5):
        page = screen.open(run / "report.html", f"/page/{at}")
        page.wait_for_selector("#articles .block")
        pages[at] = page.locator("#articles .block").all_text_contents()
    written = [line for line in (run / "clean.txt").read_text("utf-8").split("\n") if line.strip("\f")]
    assert [line for lines in pages.values() for line in lines] == written


def test_joins_and_cuts_are_marked(screen, run, trace):
    """A mark at every join, a line where every further article begins."""
    page = screen.open(run / "report.html", "/page/0")
    joins = [edit for edit in trace[0]["edits"] if edit["rule"] == "reflow.join"]
    expect(page.locator("#source .join .joined")).to_have_count(len(joins))
    expect(page.locator("#source .cut")).to_have_text([f"article {number}" for number in (2, 3, 4, 5)])
    below = page.locator("#source .cut + .label")  # what was removed before an article belongs to none
    expect(below).to_have_text(["headline"] * 4)


def test_a_line_that_was_moved_keeps_its_label(screen, run):
    """Where it stood, inside what was taken away; and it is set as such in the article."""
    page = screen.open(run / "report.html", "/page/4")
    taken = page.locator('#source [data-rule="reflow.move"] del')
    expect(taken.locator(".label")).to_have_text("caption")
    line = taken.evaluate("(node) => node.lastChild.textContent")
    expect(page.locator("#articles .block.caption", has_text=line)).to_have_count(1)


def test_a_removal_says_why_when_pointed_at(screen, run):
    """Rule, reason, step and confidence; the box can be pointed at and goes with Escape."""
    page = screen.open(run / "report.html", "/page/2")
    page.locator('#source [data-rule="pinyin.annotation"]').first.hover()
    why = page.get_by_role("tooltip")
    expect(why).to_contain_text("pinyin.annotation")
    expect(why).to_contain_text("Each bracket that goes holds the reading of the hanzi right before it.")
    expect(why).to_contain_text("step strip-pinyin")
    why.hover()
    expect(why).to_be_visible()
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()


def test_a_join_says_how_sure_it_is(screen, run):
    """What hangs on the layout has a confidence."""
    page = screen.open(run / "report.html", "/page/0")
    page.locator('#source [data-rule="reflow.join"]').first.focus()
    expect(page.get_by_role("tooltip")).to_contain_text("confidence")


def test_all_is_done_by_keyboard(screen, run):
    """From the list to a page, from edit to edit, to the reason."""
    page = screen.open(run / "report.html", "/pages")
    page.get_by_role("listbox").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("002_")
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_have_text("1 of 359 edits")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#place")).to_have_text("3 of 359 edits")
    focused = page.locator("#source .edit:focus")
    expect(focused).to_have_attribute("aria-describedby", "why")
    expect(page.get_by_role("tooltip")).to_be_visible()
    assert page.locator('#source .edit[tabindex="0"]').count() == 1  # the others are reached by arrow keys


def test_one_rule_can_be_picked_out(screen, run, trace):
    """Previous and next then go from one of its edits to the next."""
    page = screen.open(run / "report.html", "/page/2")
    page.locator('.legend [data-rule="dedup.headline"]').click()
    expect(page.locator("#place")).to_have_text("1 edit")
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#source .edit:focus")).to_have_attribute("data-rule", "dedup.headline")
    assert page.locator("#source .edit.dim").count() == len(trace[2]["edits"]) - 1


def test_an_article_leads_back_to_its_source(screen, run):
    """To the very line that it begins with."""
    page = screen.open(run / "report.html", "/page/0")
    page.locator("#article-3").get_by_role("button", name="Show in the source").click()
    expect(page.locator("#source .label.found")).to_be_in_viewport()
    expect(page.locator("#source .label.found")).to_have_text("headline")


def test_the_way_back_is_the_browsers(screen, run):
    """Views and filters are in the address."""
    page = screen.open(run / "report.html")
    page.get_by_role("link", name="Pages", exact=True).click()
    page.locator("#rows .row").nth(1).click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("000_")
    page.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("the seeds")


VIEWS = ("/", "/pages", "/page/2", "/page/0?article=1")
SCREENS = [
    {"viewport": DESK, "color_scheme": "light"},
    {"viewport": DESK, "color_scheme": "dark"},
    {"viewport": PHONE, "color_scheme": "light"},
]


@pytest.mark.parametrize("screen", SCREENS, indirect=True, ids=["desk", "dark", "phone"])
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_keeps_anybody_out(screen, run, view):
    """The rules of axe-core, contrast among them, find nothing; with a reason open, too."""
    page = screen.open(run / "report.html", view)
    if view.startswith("/page/"):
        page.locator("#source .edit").nth(1).focus()
    found = Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


@pytest.mark.parametrize("screen", [{"viewport": PHONE, "has_touch": True}], indirect=True)
def test_it_is_read_on_a_phone(screen, run):
    """Nothing is wider than the screen; a tap gives the reason; source or articles, one at a time."""
    for view in VIEWS:
        page = screen.open(run / "report.html", view)
        page.wait_for_timeout(50)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], view
    page.locator("#source .edit").nth(2).tap()
    expect(page.get_by_role("tooltip")).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Articles").tap()
    expect(page.locator("#articles")).to_be_visible()
    expect(page.locator("#source")).to_be_hidden()


def by_hand(identity, text, edits, missing="", **fields):
    told = [{"removed": text[edit.start : edit.end], "put": edit.text} for edit in edits]
    line = {"id": identity, "sha256": "", "length": len(text), "edits": told, **fields}
    return TracedPage(line, edits, None if missing else text, missing)


HOSTILE = "</script><img src=x onerror=alert(1)>\u202e\x1b[31m&lt;\ud800<b>${x}</b>\u2066\r\n" * 2


def test_hostile_text_is_shown_and_not_obeyed(screen, tmp_path):
    """Markup is text; controls, bidi and half characters are shown by number; nothing runs, nothing is fetched."""
    pages = [by_hand(HOSTILE, HOSTILE, [Edit(0, 12, HOSTILE, HOSTILE), Edit(50, 52, "", "__proto__")])]
    write_report(pages, tmp_path / "report.html", title=HOSTILE, failures=[HOSTILE])
    page = screen.open(tmp_path / "report.html")
    expect(page.locator(".failures li")).to_contain_text("onerror=alert(1)>U+202EU+001B[31m&lt;U+D800")
    page = screen.open(tmp_path / "report.html", "/page/0")
    page.locator("#source .edit").first.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("</script><img src=x onerror=alert(1)>")
    for where in ("#source", "#articles", "#page h2", "#rows", "#why", ".legend", "title"):
        text = page.locator(where).text_content()
        assert not set("\u202e\u2066\x1b\ud800") & set(text), where
    assert page.locator("img").count() == 0


def test_a_page_whose_text_is_gone_shows_what_was_changed(screen, tmp_path):
    """And says what is missing, and why."""
    text = "临平(línpíng)新城"
    write_report(
        [by_hand("page.txt", text, [Edit(2, 11, "", "pinyin.annotation")], "out.txt: cannot be read")],
        tmp_path / "report.html",
        title="a run",
    )
    page = screen.open(tmp_path / "report.html", "/page/0")
    expect(page.locator("#page")).to_contain_text("out.txt: cannot be read")
    expect(page.locator("#source")).to_have_text("… 2 characters kept …(línpíng)… 2 characters kept …")


def test_of_ten_thousand_pages_only_those_in_sight_are_drawn(screen, tmp_path):
    """Each can be reached, and its text comes when it is asked for."""
    pages = (by_hand(f"{number:05}.txt", f"第{number}页", [Edit(0, 1, "", "chrome.menu")]) for number in range(10_000))
    write_report(pages, tmp_path / "report.html", title="a large run")
    page = screen.open(tmp_path / "report.html", "/pages?sort=name")
    expect(page.locator("#found")).to_have_text("10,000 of 10,000 pages")
    assert page.locator("#rows .row").count() < 40
    page.get_by_role("listbox").focus()
    page.keyboard.press("End")
    expect(page.locator("#rows .row").last).to_contain_text("09999.txt")
    page.keyboard.press("Enter")
    expect(page.locator("#source")).to_have_text("第9999页")
    page.get_by_label("Search").fill("04711")
    expect(page.locator("#rows .row")).to_have_count(1)
