"""What else turns the same reports into PDF, in the same run: Chromium kept warm and LibreOffice in one call."""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from shutil import which
from statistics import median
from xml.sax.saxutils import escape

import django
from playwright.sync_api import sync_playwright

from electioncycle.documents import markup, render_docx, render_pdf
from electioncycle.documents.blocks import Document
from electioncycle.documents.faces import Typesetter, font_folder, load_faces

PROCESSES = 2
ROUNDS = 3
SHEET = Path(markup.__file__).with_name("page.css")
TICKS = os.sysconf("SC_CLK_TCK")


def papers(documents: Sequence[Document], *, told: Callable[..., None]) -> None:
    """Round by round one after the other, so that what else the machine does meets all of them."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="papers-")))
        pool = stack.enter_context(ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn"), initializer=ready))
        ways: dict[str, Callable[[], int]] = {"product": lambda: sum(pool.map(printed, documents))}
        if which("chromium"):
            ways["chromium"] = stack.enter_context(warm_browser(place, documents))
        if which("soffice"):
            ways["libreoffice"] = office(place, documents)
        for way in ways.values():
            way()
        rounds = [{name: measured(way) for name, way in ways.items()} for _ in range(ROUNDS)]
    for name in ("product", "chromium", "libreoffice"):
        if name in ways:
            told(f"pdf_{name}", len(documents), **compared(name, rounds, len(documents)))
        else:
            told(f"pdf_{name}", 0, 0, missing=True)


def compared(name: str, rounds: Sequence[dict[str, tuple[float, float]]], count: int) -> dict[str, float]:
    """Medians; by how much the product was faster by the clock and took less processor time, round for round."""
    seconds, cpu = (median(one[name][part] for one in rounds) for part in (0, 1))
    faster, lighter = (round(median(one[name][part] / one["product"][part] for one in rounds), 2) for part in (0, 1))
    found = {"seconds": seconds, "cpu_ms": round(1000 * cpu / count)}
    return found if name == "product" else found | {"product_faster": faster, "product_lighter": lighter}


def ready() -> None:
    """In each process of the pool."""
    django.setup()


def printed(document: Document) -> int:
    return render_pdf(document).pages


def measured(way: Callable[[], int]) -> tuple[float, float]:
    """Seconds by the clock and of processor time, of whatever stands below this process."""
    begun, used = time.perf_counter(), processor_seconds()
    way()
    return time.perf_counter() - begun, processor_seconds() - used


def processor_seconds() -> float:
    """Of this process, of its children and theirs, ended or not."""
    return sum(spent(number) for number in family(os.getpid()))


def spent(number: int) -> float:
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # ended meanwhile: its parent has it by now
        return 0
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS


def family(number: int) -> Iterator[int]:
    yield number
    for task in Path(f"/proc/{number}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            children = []
        for child in children:
            yield from family(int(child))


def office(place: Path, documents: Sequence[Document]) -> Callable[[], int]:
    """The product's own DOCX, all in one call."""
    files = []
    for number, document in enumerate(documents):
        files.append(place / f"{number}.docx")
        files[-1].write_bytes(render_docx(document))
    profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(place), *map(str, files)]

    def convert() -> int:
        subprocess.run(command, check=True, capture_output=True)
        return len(files)

    return convert


def fonts_of(place: Path) -> Path:
    """A font configuration that knows the product's typefaces and no other."""
    config = place / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{escape(str(font_folder()))}</dir><cachedir>{place}</cachedir></fontconfig>")
    return config


def pages(place: Path, documents: Sequence[Document]) -> Iterator[str]:
    """Each document's own page with its style sheet, as a file that a browser opens."""
    faces, style = load_faces(font_folder()), SHEET.read_text(encoding="utf-8")
    for number, document in enumerate(documents):
        source = markup.to_xhtml(document, Typesetter(faces, ()))
        file = place / f"{number}.html"
        head = f'<head><meta charset="utf-8"/><style>{style}</style>'
        file.write_text("<!DOCTYPE html>" + source.replace("<head>", head, 1), encoding="utf-8")
        yield file.as_uri()


@contextmanager
def warm_browser(place: Path, documents: Sequence[Document]) -> Iterator[Callable[[], int]]:
    """One Chromium for all documents, which it has seen before."""
    addresses = list(pages(place, documents))
    environment: dict[str, str | float | bool] = {**os.environ, "FONTCONFIG_FILE": str(fonts_of(place))}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), env=environment, args=["--disable-gpu"])
        tab = browser.new_page()

        def print_all() -> int:
            for address in addresses:
                tab.goto(address)
                tab.pdf(prefer_css_page_size=True, print_background=True)
            return len(addresses)

        yield print_all
        browser.close()
