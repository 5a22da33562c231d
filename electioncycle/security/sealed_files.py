"""A file for the time of one request: without a name, enciphered with a key that is only in memory."""

import io
import os
import tempfile
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.conf import settings

BLOCK = 16


class SealedFile(io.RawIOBase):
    """Written once, from its beginning to its end, and read at any place.

    It lies in the data folder without a name, so that it is gone with the process however that ends, and what is
    left of it on the disk nobody can read.
    """

    def __init__(self) -> None:
        super().__init__()
        descriptor, path = tempfile.mkstemp(dir=settings.DATA_DIR)
        Path(path).unlink()
        self._file = os.fdopen(descriptor, "w+b")
        self._key, self._start = AES256(os.urandom(32)), int.from_bytes(os.urandom(BLOCK))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Only behind what is written: the same place enciphered twice would give both away."""
        self._file.seek(0, os.SEEK_END)
        body = self._stream().update(bytes(data))
        return self._file.write(body) or 0

    def readinto(self, buffer: Any) -> int:
        stream, read = self._stream(), self._file.read(len(buffer)) or b""
        buffer[: len(read)] = stream.update(read)
        return len(read)

    def readall(self) -> bytes:
        stream = self._stream()
        return stream.update(self._file.read() or b"")

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _stream(self) -> Any:
        """What enciphers, and reads, from the place on where the file stands now."""
        blocks, within = divmod(self._file.tell(), BLOCK)
        counter = (self._start + blocks) % (1 << 8 * BLOCK)
        stream = Cipher(self._key, CTR(counter.to_bytes(BLOCK))).encryptor()
        stream.update(bytes(within))
        return stream
