"""The site: every link leads somewhere, every function and rule is there, and no page asks anybody else for anything."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from xlcost.functions import FUNCTIONS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: Links to these are for people to follow; everything else that has an address is fetched by the browser.
FOLLOWED = {("a", "href"), ("form", "action")}


class Page(HTMLParser):
    """What a page links to, what it fetches, and the anchors it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.links, self.fetched, self.anchors = path, [], [], {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.anchors.add(value)
            elif name in {"href", "src", "action", "data", "poster"} and value is not None:
                (self.links if (tag, name) in FOLLOWED else self.fetched).append(value)
            elif name == "srcset":
                self.fetched += [part.split()[0] for part in value.split(",")]


@pytest.fixture(scope="module")
def pages(site) -> dict[Path, Page]:
    return {path: Page(path) for path in site.rglob("*.html")}


def leads_nowhere(pages: dict[Path, Page], page: Page, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return False
    path = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
    if path.suffix != ".html":
        return not path.exists()
    return path not in pages or unquote(parts.fragment) not in pages[path].anchors


def test_every_link_leads_to_a_page_a_file_or_a_heading(pages):
    broken = [
        (page.path.name, target)
        for page in pages.values()
        for target in page.links + page.fetched
        if leads_nowhere(pages, page, target)
    ]
    assert len(pages) > 50
    assert broken == []


def test_no_page_fetches_anything_from_elsewhere(pages, site):
    fetched = [target for page in pages.values() for target in page.fetched]
    assert fetched
    assert [
        target for target in fetched if urlsplit(target).netloc or urlsplit(target).scheme not in {"", "data"}
    ] == []
    assert list(_addresses_in_styles(site)) == []


def _addresses_in_styles(site: Path) -> Iterator[str]:
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        for found in re.findall(r"""(?:url\(\s*|@import\s+)["']?([^"')\s]+)""", text):
            if urlsplit(found).netloc or urlsplit(found).scheme not in {"", "data"}:
                yield found


def test_every_function_has_its_page(pages, site):
    assert {site / "functions" / f"{name}.html" for name in FUNCTIONS} <= set(pages)


def test_what_the_browser_asks_for_is_the_sites_own(chromium, address):
    page = chromium.page()
    page.listen()
    for name in ("index.html", "functions/PROMPT_COST.html", "search.html?q=cache"):
        page.open(f"{address}/{name}")
    asked = page.asked_for()
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


#: What stands beyond the right edge of the window, or of its own block of code, and nothing brings into sight.
CUT = """(() => {
    const wide = [...document.querySelectorAll('article pre')].filter((block) => block.scrollWidth > block.clientWidth + 1);
    const aligned = (block) => innerWidth < 600 && block.closest('.highlight-console, .highlight-text');
    const scrolls = (one) => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
    const out = [...document.querySelectorAll('article *')].filter(
        (one) => one.getBoundingClientRect().right > innerWidth + 1 && !scrolls(one));
    const moves = document.documentElement.scrollWidth > innerWidth ? [document.body] : [];
    return [...moves, ...wide.filter((block) => !aligned(block)), ...out].map((one) => one.innerText.slice(0, 60));
})()"""


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_cut_off_and_no_page_moves_sideways(chromium, address, pages, site, width):
    page = chromium.page()
    page.as_wide_as(width)
    cut = {}
    for path in sorted(pages):
        page.open(f"{address}/{path.relative_to(site).as_posix()}")
        if found := page.run(CUT):
            cut[path.name] = found[:3]
    assert cut == {}


def test_a_signature_has_types_and_no_declaration(site):
    text = re.sub(r"<[^>]+>", "", (site / "python.html").read_text(encoding="utf-8"))
    assert "finetune_monthly: float," in text
    assert "Annotated" not in text
    assert "#VALUE!: a blank required argument or a text where a number belongs; #NUM!: never breaks even" in " ".join(
        text.split()
    )


def test_no_option_begins_with_a_dash_of_typesetting(pages):
    assert [path.name for path in pages if re.search(r"[\s(]\u2013[a-z]", path.read_text(encoding="utf-8"))] == []


def test_no_page_offers_to_write_mail(pages):
    assert [link for page in pages.values() for link in page.links if link.startswith("mailto:")] == []


def markdown() -> list[Path]:
    """The pages in the repository, without those that are made, and without a server's project."""
    named = subprocess.run(
        ["git", "ls-files", "-z", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [
        ROOT / name for name in named.split("\0") if name and not name.startswith(("xlcost/hosts/server", "changes/+"))
    ]


def headings(path: Path) -> set[str]:
    """The anchors of a page, as a forge makes them of its headings."""
    plain = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.findall(r"^#+ (.*)$", plain, flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).strip().replace(" ", "-") for title in found}


@pytest.mark.parametrize("path", markdown(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_hold_in_the_repository_too(path):
    missing = []
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        file, _, anchor = target.partition("#")
        if urlsplit(target).scheme:
            continue
        meant = (path.parent / file).resolve() if file else path
        if not meant.exists() or (anchor and anchor not in headings(meant)):
            missing.append(target)
    assert missing == []
