"""What people may upload as evidence: recognised by content, freed of places, scripts and macros, else refused."""

import re
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any

from electioncycle.refusals import Refused
from electioncycle.security.privacy import mask_text

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
MOST_PIXELS = 60_000_000
MOST_UNPACKED = 200 * MEGABYTE
MOST_MEMBERS = 5000
MOST_PAGES = 500
MOST_DEPTH = 40
_FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition"}
_FORBIDDEN_NOTES = {"/FileAttachment", "/RichMedia", "/3D", "/Screen", "/Movie", "/Sound"}
_ACTIVE_MEMBERS = re.compile(r"vbaproject|activex|/embeddings/|/macrosheets/|customui", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """One kind of file: its ending, what browsers call it, and what is done to it before it is kept."""

    suffix: str
    content_type: str
    clean: Callable[[bytes, str], bytes]


def picture(data: bytes, name: str) -> bytes:
    """The picture painted anew, upright, which leaves EXIF, GPS and whatever hangs behind the image data."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Refused(f"图片“{name}”的像素过大，请缩小后再上传。")
            kind = str(found.format)
            upright = ImageOps.exif_transpose(found)
            plain = upright.convert("RGBA" if kind == "PNG" and "A" in upright.getbands() else "RGB")
            bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())  # metadata does not follow the pixels
            out = BytesIO()
            bare.save(out, kind, quality=88)
            return out.getvalue()
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused(f"图片“{name}”的像素过大，请缩小后再上传。") from error
    except Exception as error:  # a damaged picture fails in many ways, none of them ours
        raise Refused(f"图片“{name}”已损坏，无法读取，请重新拍照或扫描。") from error


def pdf(data: bytes, name: str) -> bytes:
    """The pages without scripts, actions that leave the document, embedded files and the author's particulars."""
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data)) as found:
            if not 0 < len(found.pages) <= MOST_PAGES:
                raise Refused(f"PDF“{name}”没有页面或超过{MOST_PAGES}页，请核对或分成几份后再上传。")
            _drop(found.Root, "/OpenAction", "/AF", "/Collection", "/Metadata", "/AcroForm", "/URI")
            if "/Names" in found.Root:
                _drop(found.Root.Names, "/JavaScript", "/EmbeddedFiles")
            _drop(found.trailer, "/Info")
            for one in list(found.objects):
                _strip(one, pikepdf)
            out = BytesIO()
            found.save(out, encryption=False, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return out.getvalue()
    except Refused:
        raise
    except pikepdf.PasswordError as error:
        raise Refused(f"PDF“{name}”加了密码，请取消密码后再上传。") from error
    except Exception as error:
        raise Refused(f"PDF“{name}”已损坏或不完整，请重新扫描或另存后再上传。") from error


def _drop(one: Any, *keys: str) -> None:
    for key in keys:
        if key in one:
            del one[key]


def _strip(one: Any, pikepdf: Any, depth: int = 0) -> None:
    """Take scripts and embedded things out of one object and out of what is written inside it."""
    if depth > MOST_DEPTH:
        raise Refused("PDF的结构过于复杂，请另存为新的PDF后再上传。")
    if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
        _disarm(one, pikepdf)
        children = [one[key] for key in one.keys()]  # noqa: SIM118 - iterating a stream yields bytes
    else:
        children = list(one) if isinstance(one, pikepdf.Array) else []
    for child in children:
        if isinstance(child, (pikepdf.Array, pikepdf.Dictionary)) and not child.is_indirect:
            _strip(child, pikepdf, depth + 1)


def _disarm(one: Any, pikepdf: Any) -> None:
    _drop(one, "/AA", "/JS", "/EF", "/RichMediaContent")
    if str(one.get("/S", "")) in _FORBIDDEN_ACTIONS:
        one["/S"] = pikepdf.Name("/Named")  # an action that does nothing
        _drop(one, "/F", "/D", "/Win", "/N")
    if isinstance(one.get("/Annots"), pikepdf.Array):
        kept = [note for note in one["/Annots"] if str(note.get("/Subtype", "")) not in _FORBIDDEN_NOTES]
        one["/Annots"] = pikepdf.Array(kept)


def office(data: bytes, name: str) -> bytes:
    """A document or workbook as it is; one with macros, controls or embedded objects is refused."""
    if (found := office_kind(data)) is None:
        raise Refused(f"文件“{name}”不是完整的Word(docx)或Excel(xlsx)文件，请另存后再上传。")
    parts, types = found
    if any(_ACTIVE_MEMBERS.search("/" + part) for part in parts) or b"macroEnabled" in types:
        raise Refused(f"文件“{name}”含有宏、控件或嵌入的文件，请另存为不含宏的docx、xlsx，或转成PDF后再上传。")
    return data


def office_kind(data: bytes) -> tuple[list[str], bytes] | None:
    """Member names and content types of an office file; None for any other archive."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNPACKED:
                return None
            types = archive.open("[Content_Types].xml").read(MEGABYTE)
            return [one.filename for one in members], types
    except Exception:
        return None


PDF = Kind(".pdf", "application/pdf", pdf)
JPEG = Kind(".jpg", "image/jpeg", picture)
PNG = Kind(".png", "image/png", picture)
DOCX = Kind(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", office)
XLSX = Kind(".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", office)
PHOTOS = (JPEG, PNG)
SCANS = (PDF, *PHOTOS)
EVERYTHING = (*SCANS, DOCX, XLSX)
WORDS = {".pdf": "PDF", ".jpg": "JPG", ".png": "PNG", ".docx": "Word(docx)", ".xlsx": "Excel(xlsx)"}


def kind_of(data: bytes) -> Kind | None:
    """By its first bytes, never by its name."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(b"PK\x03\x04") and (found := office_kind(data)):
        return DOCX if b"wordprocessingml" in found[1] else XLSX if b"spreadsheetml" in found[1] else None
    return None


def plain_name(name: str, suffix: str) -> str:
    """The name people see: no folders, no control characters, the ending of what the file really is."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]', "", stem)
    stem = mask_text(stem).replace("*", "×")
    bare = stem.rpartition(".")[0] or stem
    return (bare.strip(" .")[:120] or "附件") + suffix


def accept(upload: Any, allowed: Collection[Kind] = SCANS) -> tuple[str, str, bytes]:
    """Name, content type and cleaned content of an upload. Raises Refused for what may not be kept."""
    shown = plain_name(upload.name or "", "")
    if upload.size > LARGEST:
        raise Refused(f"附件“{shown}”超过20MB，请压缩或分拆后再上传。")
    data = upload.read()
    kind = kind_of(data)
    if kind is None or kind not in allowed:
        words = "、".join(WORDS[one.suffix] for one in allowed)
        raise Refused(f"附件“{shown}”不是{words}文件，请转换格式后再上传。")
    return plain_name(upload.name or "", kind.suffix), kind.content_type, kind.clean(data, shown)
