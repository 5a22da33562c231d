"""What people upload lies on no disk where it could be read: small in memory, large in a sealed file.

Pages with ``in_memory`` read theirs from memory alone, up to that many bytes.
"""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, cast

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse

from electioncycle.security.sealed_files import SealedFile
from electioncycle.web.pages import refusal


class Sealed(FileUploadHandler):
    """Takes what is too large for memory; Django's own handler would leave a plain file where a process was killed."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = SealedFile()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self.kept.seek(0)
        return UploadedFile(cast("IO[bytes]", self.kept), self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        if hasattr(self, "kept"):
            self.kept.close()


class InMemory(FileUploadHandler):
    """Keeps a file in memory whatever its size; how much a request may bring is asked before it is read."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


class in_memory_uploads:  # noqa: N801 - middleware is named like the function it stands for
    """Stands before whatever reads the form: a file of two megabytes would be written to disk for the time of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        most = getattr(getattr(view, "view_class", None), "in_memory", 0)
        if not most or request.method != "POST":
            return None
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > most:
            said = f"上传的文件超过{most // 1024 // 1024}MB，没有读取。请只保留名单需要的列，去掉图片后再上传。"
            return refusal(request, said, 413)
        request.upload_handlers = [InMemory(request)]
        return None
