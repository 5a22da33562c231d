"""Looks for numbers in bytes and folders, also inside archives, gzip, a PostgreSQL dump and the streams of a PDF.

And says where the links of a page lead.
"""

import gzip
import re
import subprocess
import zipfile
import zlib
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

from django.urls import Resolver404, ResolverMatch, resolve


def contents(data: bytes, depth: int = 0):
    """The bytes and what is packed in them: archives, gzip, PostgreSQL dumps, the streams of a PDF."""
    yield data
    if depth > 3:
        return
    if data.startswith(b"PK\x03\x04") and zipfile.is_zipfile(BytesIO(data)):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from contents(archive.read(name), depth + 1)
    if data.startswith(b"\x1f\x8b"):
        yield from contents(gzip.decompress(data), depth + 1)
    if data.startswith(b"PGDMP"):
        yield subprocess.run(["pg_restore", "--file=-"], input=data, capture_output=True, check=True).stdout
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL) if data.startswith(b"%PDF") else ():
        try:
            yield zlib.decompress(stream)
        except zlib.error:
            continue


def found(numbers, *places):
    """Which numbers occur in these bytes or folders, as bytes or as UTF-16."""
    wanted = {text: (text.encode(), text.encode("utf-16-le")) for text in numbers}
    hits = set()
    for place in places:
        files = [path for path in place.rglob("*") if path.is_file()] if isinstance(place, Path) else [None]
        for path in files:
            for part in contents(path.read_bytes() if path else place):
                hits |= {text for text, forms in wanted.items() if any(form in part for form in forms)}
    return hits


def words(body: bytes) -> str:
    """What a reader sees of an answer, whatever it is packed in: a page, a PDF, a workbook, a document, an archive."""
    if body.startswith(b"%PDF"):
        told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=body, capture_output=True, check=True)
        return re.sub(r"\s", "", told.stdout.decode())
    if body.startswith(b"\x1f\x8b"):
        return words(gzip.decompress(body))
    if body.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(body)) as archive:
            parts = [f"{name} {words(archive.read(name))}" for name in archive.namelist()]
        return unescape(re.sub(r"<[^>]*>", "", " ".join(parts)))
    return body.decode(errors="replace").replace("\r\n ", "")  # calendar lines are folded


def answered(response: Any) -> bytes:
    """The body of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@cache
def resolved(path: str) -> ResolverMatch | None:
    """Where an address leads (None: to no page of ours); a crawl meets the links of the menu on every page."""
    try:
        return resolve(path)
    except Resolver404:
        return None
