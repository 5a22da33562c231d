"""Builds the documents' typefaces under DATA_DIR/fonts; does nothing when they are there and up to date.

A source is looked for in DATA_DIR/fonts/source (a machine without a package mirror), then among the installed fonts,
then taken out of its Debian package, which is only downloaded and unpacked, never installed.
"""

import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import count, groupby
from pathlib import Path

import outlines
from faces import FACES, SYSTEM_FOLDERS, Face

HERE = Path(__file__).resolve().parent
FONTS = Path(os.environ.get("DATA_DIR") or HERE.parent / "var").resolve() / "fonts"
SOURCES = FONTS / "source"
LICENSED = Path(os.environ["FONT_DIR"]) if os.environ.get("FONT_DIR") else None


def main() -> None:
    key = content_key()
    if (FONTS / "stamp").is_file() and (FONTS / "stamp").read_text() == key and all(map(_is_built, FACES)):
        return
    FONTS.mkdir(parents=True, exist_ok=True)
    for leftover in FONTS.glob("unpacked-*"):  # of a run that was killed
        shutil.rmtree(leftover)
    licensed = licensed_files()
    free = [face for face in FACES if face.family not in licensed]
    with tempfile.TemporaryDirectory(dir=FONTS, prefix="unpacked-") as folder:
        sources = find_sources(free, Path(folder))
        print(f"字体：转换 {len(free)} 款，约需几分钟，只在第一次进行", flush=True)
        with multiprocessing.Pool() as pool:
            built = dict(pool.imap_unordered(_build, [(face, sources[face.source]) for face in free]))
    for face in FACES:
        if face.family in licensed:
            shutil.copyfile(licensed[face.family], FONTS / face.file_name)
            built[face.family] = outlines.coverage(licensed[face.family])
            print(f"字体：{face.family} 使用本单位字体 {licensed[face.family].name}")
    write_coverage(built)
    (FONTS / "stamp").write_text(key)


def content_key() -> str:
    """Changes when what is drawn, how it is converted or the site's own fonts change."""
    content = b"".join((HERE / name).read_bytes() for name in ("faces.py", "outlines.py"))
    listing = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in _site_fonts()]
    return hashlib.sha256(content + repr(listing).encode()).hexdigest()


def licensed_files() -> dict[str, Path]:
    """Family → the site's own font that takes its place, recognised by the font's names or its file name."""
    found: dict[str, Path] = {}
    for path in _site_fonts():
        names = " ".join([path.name, *(str(record) for record in outlines.open_font(path)["name"].names)])
        face = next((face for face in FACES if any(word.lower() in names.lower() for word in face.licensed)), None)
        if face:
            found[face.family] = path
        else:
            known = "方正小标宋、仿宋_GB2312、楷体_GB2312、黑体、宋体"
            print(f"字体：不认识 {path}，未使用（可用：{known}）", file=sys.stderr)
    return found


def _site_fonts() -> list[Path]:
    if LICENSED is None:
        return []
    if not LICENSED.is_dir():
        sys.exit(f"FONT_DIR 指向的文件夹 {LICENSED} 不存在，请改正或取消这一设置。")
    return sorted(path for path in LICENSED.iterdir() if path.suffix.lower() in (".ttf", ".otf"))


def find_sources(faces: list[Face], folder: Path) -> dict[str, Path]:
    """File name → path of every source, unpacking Debian packages for those that are nowhere yet."""
    found = {face.source: path for face in faces if (path := _installed(face.source))}
    for package in sorted({face.package for face in faces if face.source not in found}):
        print(f"字体：下载 {package}", flush=True)
        unpack(package, folder / package)
    for face in faces:
        if face.source not in found:
            matches = sorted((folder / face.package).rglob(face.source))
            if not matches:
                sys.exit(f"软件包 {face.package} 中没有 {face.source}；请把该文件放入 {SOURCES} 后重试。")
            found[face.source] = matches[0]
    return found


def _installed(source: str) -> Path | None:
    return next((path for folder in (SOURCES, *SYSTEM_FOLDERS) if (path := folder / source).is_file()), None)


def unpack(package: str, folder: Path) -> None:
    """Download a Debian package and unpack it, without installing it."""
    folder.mkdir(parents=True)
    if not _download(package, folder) and os.geteuid() == 0:
        subprocess.run(["apt-get", "-qq", "update"], check=False)
        _download(package, folder)
    archives = list(folder.glob("*.deb"))
    if not archives:
        names = "、".join(sorted({face.source for face in FACES if face.package == package}))
        sys.exit(
            f"无法下载字体包 {package}。请由管理员运行 apt-get update 后重试,"
            f"或在另一台机器上取出 {names}，放入 {SOURCES}。"
        )
    subprocess.run(["dpkg-deb", "-x", archives[0], folder], check=True)


def _download(package: str, folder: Path) -> bool:
    # As root apt would warn that its own user cannot write here.
    command = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _build(task: tuple[Face, Path]) -> tuple[str, list[int]]:
    face, source = task
    started = time.monotonic()
    # Under its own name only when whole: an interrupted run must not leave half a font.
    unfinished = FONTS / f"{face.file_name}.new"
    codes = outlines.convert(face, source, unfinished)
    unfinished.replace(FONTS / face.file_name)
    print(f"字体：{face.family} {len(codes)} 字 {time.monotonic() - started:.0f} 秒", flush=True)
    return face.family, codes


def write_coverage(built: dict[str, list[int]]) -> None:
    """``coverage.json``: family → its file and the inclusive ranges of code points it draws."""
    table = {
        face.family: {"file": face.file_name, "ranges": as_ranges(built[face.family])}
        for face in sorted(FACES, key=lambda face: face.family)
    }
    (FONTS / "coverage.json").write_text(json.dumps(table))


def as_ranges(codes: list[int]) -> list[tuple[int, int]]:
    """[65, 66, 67, 70] → [(65, 67), (70, 70)]"""
    steps = count()
    runs = [list(run) for _, run in groupby(codes, key=lambda code: code - next(steps))]
    return [(run[0], run[-1]) for run in runs]


def _is_built(face: Face) -> bool:
    return (FONTS / face.file_name).is_file()


if __name__ == "__main__":
    main()
