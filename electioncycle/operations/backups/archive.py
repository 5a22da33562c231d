"""What lies inside a backup: ``about.json``, the files, and a manifest with the hash of each."""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from electioncycle.operations.backups.sealed import DAMAGED, OpeningReader, SealingWriter
from electioncycle.refusals import Refused

ABOUT, MANIFEST = "about.json", "manifest.json"
PIECE = 1024 * 1024


class _Hashing(io.RawIOBase):
    """Passes a source through and remembers the hash of what was read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source, self.sum = source, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.sum.update(data)
        return data


class Packer:
    """Adds files to a backup that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size = size
        hashing = _Hashing(source)
        self._tar.addfile(info, hashing)
        self.files[name] = {"size": size, "sha256": hashing.sum.hexdigest()}

    def add_bytes(self, name: str, data: bytes) -> None:
        self.add(name, io.BytesIO(data), len(data))

    def add_path(self, name: str, path: Path) -> None:
        with path.open("rb") as source:
            self.add(name, source, path.stat().st_size)


@contextmanager
def packed(target: IO[bytes], secret: str, header: dict[str, Any], about: dict[str, Any]) -> Iterator[Packer]:
    """A backup written to ``target``: what the block adds, the manifest behind it."""
    sealed = SealingWriter(target, secret, header)
    zipped = gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=1, mtime=0)
    with tarfile.open(fileobj=zipped, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        packer = Packer(tar)
        packer.add_bytes(ABOUT, json.dumps(about).encode())
        yield packer
        packer.add_bytes(MANIFEST, json.dumps(packer.files).encode())
        del packer.files[MANIFEST]
    zipped.close()
    sealed.close()


def read(
    source: IO[bytes],
    secret: str,
    *,
    accept: Callable[[dict[str, Any]], None] = lambda about: None,
    place: Callable[[str], Path | None] = lambda name: None,
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Read a whole backup and compare every file with the manifest; returns ``about`` and the manifest.

    ``accept`` sees what the backup says about itself before anything else and may refuse; ``place`` says where a file
    is to be written, None for checking alone. Raises Refused for any damage.
    """
    try:
        plain = io.BufferedReader(OpeningReader(source, secret), PIECE)
        with gzip.open(plain) as zipped, tarfile.open(fileobj=zipped, mode="r|") as tar:
            return _files(tar, accept, place)
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, ValueError, KeyError) as error:
        raise Refused(DAMAGED) from error


def _files(tar: tarfile.TarFile, accept: Any, place: Any) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    about: dict[str, Any] = {}
    found: dict[str, dict[str, Any]] = {}
    for info in tar:
        content = tar.extractfile(info)
        if content is None or not _is_plain(info.name):
            raise Refused(DAMAGED)
        if info.name == MANIFEST:
            if json.loads(content.read()) != found:
                raise Refused(DAMAGED)
            return about, found
        hashing = _Hashing(content)
        if info.name == ABOUT:
            about = json.loads(hashing.read())
            accept(about)
        else:
            _copy(hashing, place(info.name))
        found[info.name] = {"size": info.size, "sha256": hashing.sum.hexdigest()}
    raise Refused(DAMAGED)  # no manifest: not written to its end


def _copy(source: _Hashing, target: Path | None) -> None:
    if target is None:
        while source.read(PIECE):
            pass
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        while piece := source.read(PIECE):
            file.write(piece)


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
