"""Owns the conversation with the children that touch what offices send: limited, without the project's environment."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, ClassVar, Self, cast

from .intake import SAVE_AS
from .model import Limits, OverLimitError, SheetError

HERE = Path(__file__).parent
OVER = ("rows", "cells", "large")
RawRow = tuple[int, list[Any]]


class Child:
    """One child for one upload; use as a context manager."""

    command: ClassVar[tuple[str, ...]]

    def __init__(self, data: bytes, kind: str, filename: str, limits: Limits) -> None:
        self.data, self.kind, self.filename, self.limits = data, kind, filename, limits

    def __enter__(self) -> Self:
        # No environment: keys and the database address are none of a parser's business.
        self.child = subprocess.Popen(
            [sys.executable, "-I", *self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        self.stdin, self.stdout = cast("BinaryIO", self.child.stdin), cast("BinaryIO", self.child.stdout)
        self.timer = threading.Timer(self.limits.wall_seconds, self.child.kill)
        self.timer.start()
        self.budget = self.limits.output_bytes
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.timer.cancel()
        self.child.kill()
        self.child.communicate()

    @property
    def job(self) -> dict[str, Any]:
        """What every child is told first."""
        return {"size": len(self.data), "memory": self.limits.memory_bytes, "cpu": self.limits.cpu_seconds}

    def _send(self, message: bytes) -> None:
        try:
            self.stdin.write(message)
            self.stdin.flush()
        except BrokenPipeError:
            pass  # The refusal is waiting in the other pipe.

    def _receive(self) -> Any:
        line = self.stdout.readline(self.budget)
        self.budget -= len(line)
        if self.budget <= 0:
            raise self._refusal("cells")
        if not line.endswith(b"\n"):
            # Rust aborts when the address space is used up, the kernel kills on CPU time, the timer on the clock.
            raise self._refusal("large" if self.child.wait() else "damaged")
        message = json.loads(line.decode("utf-8", "replace"))
        if isinstance(message, dict) and "error" in message:
            raise self._refusal(message["error"])
        return message

    def _refusal(self, code: str) -> SheetError:
        code, _, line = code.partition(":")
        words = {
            "password": "加了密码，请取消密码后重新上传",
            "rows": f"的行数超过 {self.limits.rows} 行的上限，请分成几个文件上传",
            "cells": f"的单元格超过 {self.limits.cells} 个的上限，请删去多余的列或分成几个文件上传",
            "large": "太大或结构异常，读取时超出了内存或时间上限，请把有内容的行复制到系统下载的模板中再上传",
            "quote": f"第 {line} 行的引号不成对，其后分不清行和列，没有读到数据行，请补上或删去这个引号",
            "text": "不是工作簿，也不是 UTF-8 或 GB18030 编码的文本，请上传 xlsx、xls 或 csv 文件",
            "sheet": f"中没有工作表{line}，请删去对它的对应关系，或上传有这张表的文件",
            "merged": f"的{line}在合并单元格里面，不能填写，请改填合并单元格的左上角一格",
            "formula": f"的{line}是公式，由表自己计算，不能填写，请改填公式引用的格",
        }
        sentence = f"文件“{self.filename}”{words.get(code, f'已损坏或没有传完整，{SAVE_AS}')}。"
        return (OverLimitError if code in OVER else SheetError)(sentence)


class ParserProcess(Child):
    """Reads one upload."""

    command = (str(HERE / "parser"),)
    hidden: Sequence[int] = ()

    def heads(self, only: str = "") -> list[dict[str, Any]]:
        """Name, visibility, first rows and merged ranges of each sheet, or of the ``only`` one of this name."""
        job = self.job | {"kind": self.kind, "rows": self.limits.rows, "cells": self.limits.cells, "only": only}
        self._send(json.dumps(job).encode() + b"\n" + self.data)
        sheets: list[dict[str, Any]] = self._receive()["sheets"]
        return sheets

    def rows(self, sheet: int) -> Iterator[RawRow]:
        """Row number from 1 and raw values of every row that is not blank; then ``hidden`` says which do not show."""
        self._send(json.dumps({"sheet": sheet}).encode() + b"\n")
        while isinstance(message := self._receive(), list):
            yield message[0], message[1]
        self.hidden = message["hidden"]


class MarkerProcess(Child):
    """Writes into a copy of one xlsx."""

    # It leaves no compiled files between the sources. Its folder stands last on the path, so that the package is
    # found without the project above it.
    command = ("-B", "-c", f"import sys; sys.path.append({str(HERE)!r}); from marking.child import main; main()")

    def copy(self, told: Sequence[dict[str, Any]]) -> bytes:
        """The workbook with what was told of its sheets."""
        return self._made("mark", told)

    def filled(self, values: Sequence[Sequence[Any]]) -> bytes:
        """The workbook with these values in their cells: ``[sheet, row, column, value]``."""
        return self._made("fill", values)

    def refused(self, cells: Sequence[Sequence[Any]]) -> list[str]:
        """For each ``[sheet, row, column]`` why it takes no value, in words; empty where it does."""
        return [str(self._refusal(code)) if code else "" for code in json.loads(self._made("ask", cells))]

    def _made(self, act: str, told: Sequence[Any]) -> bytes:
        words = json.dumps(told).encode()
        self._send(json.dumps(self.job | {"act": act, "told": len(words)}).encode() + b"\n" + words + self.data)
        size: int = self._receive()["size"]
        copy = self.stdout.read(size)
        if len(copy) < size:
            raise self._refusal("large")
        return copy
