"""Files as people upload them: photos with a place in them, scans, documents, and what must not come in."""

import zipfile
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS = 0x8825


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A photo with camera, remark and place in its EXIF."""
    exif = Image.Exif()
    exif[0x010E] = "拍摄于张某家中"
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(GPS).update({1: "N", 2: (28.0, 57.0, 30.0), 3: "E", 4: (103.0, 54.0, 10.0)})
    out = BytesIO()
    Image.new("RGB", size, "red").save(out, kind, exif=exif)
    return out.getvalue() + b"hidden behind the picture"


def scan(*, script: bool = False, password: str = "") -> bytes:
    """A one-page PDF; with ``script`` it runs JavaScript, starts a program and carries a file."""
    with pikepdf.new() as found:
        found.add_blank_page()
        found.docinfo["/Author"] = "张某某"
        if script:
            found.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            found.attachments["evil.exe"] = b"MZ"
            link = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=[0, 0, 10, 10],
                A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"),
            )
            found.pages[0].Annots = pikepdf.Array([link])
        out = BytesIO()
        found.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
        return out.getvalue()


def office(word: str = "wordprocessingml", *, macros: bool = False) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", f"<Types>application/vnd.openxmlformats-officedocument.{word}</Types>")
        if macros:
            archive.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return out.getvalue()


def sent(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
