"""Lays the documents' typefaces into DATA_DIR/fonts; does nothing when they are there, whole and up to date."""

import errno
import hashlib
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import outlines
import sources
import store
from faces import FACES, Face
from store import Made
from typeface import Unreadable

HERE = Path(__file__).resolve().parent
FONTS = Path(os.environ.get("DATA_DIR") or HERE.parent / "var").resolve() / "fonts"
SOURCES = FONTS / "source"
LICENSED = Path(os.environ["FONT_DIR"]) if os.environ.get("FONT_DIR") else None
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
ROOM = 500  # MB: four packages unpacked, eight typefaces
Table = dict[str, Made]


def main() -> None:
    try:
        if not is_done():
            build()
    except OSError as error:
        if error.errno in NO_ROOM or _free() < ROOM:
            sys.exit(
                f"字体：磁盘空间不足，{FONTS} 所在的磁盘还剩 {_free()} MB，需要约 {ROOM} MB。"
                "腾出空间后重试；已经转换好的字体不再转换。"
            )
        sys.exit(f"字体：{error}")


def is_done() -> bool:
    try:
        table = json.loads((FONTS / "coverage.json").read_text())
        stamp = (FONTS / "stamp").read_text()
    except (FileNotFoundError, ValueError):
        return False
    return stamp == content_key() and all(map(_is_whole, table.values()))


def _is_whole(entry: dict) -> bool:
    return Made(entry["ranges"], entry["size"], entry["digest"]).is_at(FONTS / entry["file"])


def build() -> None:
    begun = time.monotonic()
    FONTS.mkdir(parents=True, exist_ok=True)
    for leftover in FONTS.glob("unpacked-*"):  # of a run that was killed
        shutil.rmtree(leftover)
    licensed = licensed_files()
    table = free_faces([face for face in FACES if face.family not in licensed])
    for face in FACES:
        if face.family in licensed:
            table[face.family] = _take(face, licensed[face.family])
    write_coverage(table)
    (FONTS / "stamp").write_text(content_key())
    print(f"字体：{len(table)} 款就绪，用时 {time.monotonic() - begun:.0f} 秒", flush=True)


def content_key() -> str:
    """Changes when what is drawn, how it is converted or the site's own fonts change."""
    content = f"{(HERE / 'faces.py').read_text()} {store.converter_key()}"
    listing = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in _site_fonts()]
    return hashlib.sha256(f"{content} {listing}".encode()).hexdigest()


def free_faces(faces: list[Face]) -> Table:
    """Lay the faces into the folder: those of the store as they are, the others converted first."""
    found = {face.source: path for face in faces if (path := sources.installed(face.source, SOURCES))}
    digests = {source: store.digest_of(path) for source, path in found.items()}
    places = {face: store.place_of(face, digests.get(face.source, face.package)) for face in faces}
    table = {face: made for face, path in places.items() if (made := store.kept(path))}
    fresh = [face for face in faces if face not in table]
    if fresh:
        table |= _converted(fresh, found, places)
    for face, path in places.items():
        store.lay(path, FONTS / face.file_name)
    return {face.family: made for face, made in table.items()}


def _converted(faces: list[Face], found: dict[str, Path], places: dict[Face, Path]) -> dict[Face, Made]:
    """Convert the faces side by side; a damaged source stops only its own, and is named when all are through."""
    with tempfile.TemporaryDirectory(dir=FONTS, prefix="unpacked-") as folder:
        absent = [face for face in faces if face.source not in found]
        found = found | sources.from_packages(absent, Path(folder), SOURCES)
        print(f"字体：转换 {len(faces)} 款，只在第一次进行", flush=True)
        with multiprocessing.Pool() as pool:
            tasks = [(face, found[face.source], places[face]) for face in faces]
            results = list(pool.imap_unordered(_convert, tasks))
    damaged = [face for face, made in results if made is None]
    if damaged:
        sys.exit("\n".join(_about_damaged(face, found[face.source]) for face in damaged))
    return {face: made for face, made in results if made}


def _convert(task: tuple[Face, Path, Path]) -> tuple[Face, Made | None]:
    face, source, path = task
    begun = time.monotonic()
    try:
        made = store.make(face, source, path)
    except Unreadable:
        return face, None
    print(f"字体：{face.family} 用时 {time.monotonic() - begun:.0f} 秒", flush=True)
    return face, made


def _about_damaged(face: Face, source: Path) -> str:
    return (
        f"字体：{face.family} 的来源 {source.name} 已损坏，没有转换。请从软件包 {face.package} 重新取出该文件，"
        f"放入 {SOURCES} 后重试；其他字体已经转换好，不再转换。"
    )


def licensed_files() -> dict[str, Path]:
    """Family → the site's own font that takes its place, recognised by the font's names or its file name."""
    found: dict[str, Path] = {}
    for path in _site_fonts():
        names = " ".join([path.name, *_names_in(path)])
        face = next((face for face in FACES if any(word.lower() in names.lower() for word in face.licensed)), None)
        if face:
            found[face.family] = path
        else:
            known = "方正小标宋、仿宋_GB2312、楷体_GB2312、黑体、宋体"
            print(f"字体：不认识 {path}，未使用（可用：{known}）", file=sys.stderr)
    return found


def _names_in(path: Path) -> list[str]:
    try:
        return [str(record) for record in outlines.open_font(path)[0]["name"].names]
    except Unreadable:
        sys.exit(f"字体：FONT_DIR 中的 {path.name} 已损坏，无法读取。请换上完好的文件，或从 {path.parent} 移走后重试。")


def _site_fonts() -> list[Path]:
    if LICENSED is None:
        return []
    if not LICENSED.is_dir():
        sys.exit(f"FONT_DIR 指向的文件夹 {LICENSED} 不存在，请改正或取消这一设置。")
    return sorted(path for path in LICENSED.iterdir() if path.suffix.lower() in (".ttf", ".otf"))


def _take(face: Face, path: Path) -> Made:
    """The site's own font in place of the free one, as it is."""
    target = FONTS / face.file_name
    target.unlink(missing_ok=True)  # it may be the store's own file
    shutil.copyfile(path, target)
    print(f"字体：{face.family} 使用本单位字体 {path.name}")
    return Made(store.as_ranges(outlines.coverage(path)), target.stat().st_size, store.digest_of(target))


def write_coverage(table: Table) -> None:
    """``coverage.json``: family → its file, what it draws (inclusive ranges of code points), its size and digest."""
    entries = {
        face.family: {"file": face.file_name, **asdict(table[face.family])}
        for face in sorted(FACES, key=lambda face: face.family)
    }
    (FONTS / "coverage.json").write_text(json.dumps(entries))


def _free() -> int:
    """Megabytes."""
    return shutil.disk_usage(FONTS if FONTS.exists() else HERE).free // 2**20


if __name__ == "__main__":
    main()
