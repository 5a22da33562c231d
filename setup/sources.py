"""Finds what the typefaces are made of: in DATA_DIR/fonts/source, installed, or inside a Debian package.

A package is only downloaded and unpacked, never installed; a machine without a package mirror takes the folder.
"""

import os
import subprocess
import sys
from pathlib import Path

from faces import SYSTEM_FOLDERS, Face


def installed(source: str, folder: Path) -> Path | None:
    """The file where it lies already: in the site's own folder or among the installed fonts."""
    return next((path for place in (folder, *SYSTEM_FOLDERS) if (path := place / source).is_file()), None)


def from_packages(faces: list[Face], unpacked: Path, folder: Path) -> dict[str, Path]:
    """File name → path of sources that are not installed; ``folder`` is where a site may lay them itself."""
    for package in sorted({face.package for face in faces}):
        names = "、".join(sorted({face.source for face in faces if face.package == package}))
        print(f"字体：下载并解开 {package}", flush=True)
        _unpack(package, unpacked / package, f"在另一台机器上取出 {names}，放入 {folder}")
    return {face.source: _inside(face, unpacked / face.package, folder) for face in faces}


def _inside(face: Face, unpacked: Path, folder: Path) -> Path:
    matches = sorted(unpacked.rglob(face.source))
    if not matches:
        sys.exit(f"软件包 {face.package} 中没有 {face.source}；请把该文件放入 {folder} 后重试。")
    return matches[0]


def _unpack(package: str, folder: Path, otherwise: str) -> None:
    folder.mkdir(parents=True)
    if not _download(package, folder) and os.geteuid() == 0:
        subprocess.run(["apt-get", "-qq", "update"], capture_output=True, check=False)
        _download(package, folder)
    archives = list(folder.glob("*.deb"))
    if not archives:
        sys.exit(f"无法下载字体包 {package}。请由管理员运行 apt-get update 后重试，或{otherwise}。")
    done = subprocess.run(["dpkg-deb", "-x", archives[0], folder], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"字体包 {package} 解不开({_last_line(done.stderr)})，请重试，或{otherwise}。")


def _download(package: str, folder: Path) -> bool:
    # As root apt would warn that its own user cannot write here.
    command = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", package]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]
