"""The outer shell of a backup file: a short open header, then AES-256-GCM in chunks, so that no size is too large.

Every chunk is bound to its number, to the header and to whether it is the last: a chunk changed, moved, left out or cut
off is found. The key of a file comes from BACKUP_KEY and the file's own salt.
"""

import hashlib
import io
import json
import os
import struct
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from electioncycle.refusals import Refused
from electioncycle.security.privacy import fingerprint

MAGIC = b"ECBACKUP"
FORMAT = 1
CHUNK = 1024 * 1024
TAG = 16
LONGEST_HEADER = 4096
DAMAGED = "备份文件已损坏、不完整或被改动过，没有恢复任何内容。请换用另一份备份。"


def _cipher(secret: str, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"electioncycle backup").derive(secret.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


class SealingWriter(io.RawIOBase):
    """Encrypts what is written to it; closing it seals the end."""

    def __init__(self, target: IO[bytes], secret: str, header: dict[str, Any]) -> None:
        salt = os.urandom(16)
        words = {**header, "format": FORMAT, "key": fingerprint(secret), "salt": salt.hex()}
        head = json.dumps(words, sort_keys=True).encode()
        target.write(MAGIC + struct.pack(">I", len(head)) + head)
        self._target, self._cipher, self._bound = target, _cipher(secret, salt), hashlib.sha256(head).digest()
        self._waiting, self._number = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # the rest stays: the last chunk is known only at the end
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), last=True)
            super().close()

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, self._bound))
        self._number += 1


class OpeningReader(io.RawIOBase):
    """Reads such a file back. Raises Refused for a wrong key, a newer format and any damage."""

    def __init__(self, source: IO[bytes], secret: str) -> None:
        self.header, head = _header(source)
        if self.header["key"] != fingerprint(secret):
            raise Refused("BACKUP_KEY 与这份备份不符，没有恢复任何内容。请使用制作备份时的 BACKUP_KEY。")
        self._source, self._cipher = source, _cipher(secret, bytes.fromhex(self.header["salt"]))
        self._bound = hashlib.sha256(head).digest()
        self._number, self._plain = 0, memoryview(b"")
        self._next: bytes = source.read(CHUNK + TAG)
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._plain and not self._ended:
            self._open_chunk()
        count = min(len(buffer), len(self._plain))
        buffer[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _open_chunk(self) -> None:
        sealed, self._next = self._next, self._source.read(CHUNK + TAG)
        self._ended = not self._next
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, self._bound)
        except (InvalidTag, ValueError):
            raise Refused(DAMAGED) from None
        self._plain = memoryview(plain)
        self._number += 1


def _header(source: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    start = source.read(len(MAGIC) + 4)
    if not start.startswith(MAGIC) or len(start) < len(MAGIC) + 4:
        raise Refused("这不是本系统的备份文件，没有恢复任何内容。")
    (length,) = struct.unpack(">I", start[len(MAGIC) :])
    head = source.read(length) if length <= LONGEST_HEADER else b""
    try:
        words = json.loads(head)
        made_with = words["format"]
        bytes.fromhex(words["salt"])
    except (ValueError, KeyError, TypeError):
        raise Refused(DAMAGED) from None
    if made_with != FORMAT:
        raise Refused(f"备份由更新的版本制作(格式{made_with})，本版本只认得格式{FORMAT}。请先升级软件，再恢复。")
    return words, head
