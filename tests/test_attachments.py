"""Files on a ledger's row: what may come in, what is taken out of it, and who may read it."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pikepdf
import pytest
from django.utils import timezone
from PIL import Image

from electioncycle.ledgers import attachments
from electioncycle.ledgers.ledger import REGISTRY
from electioncycle.records import files, uploads
from electioncycle.records.files import Attachment
from electioncycle.refusals import Refused
from electioncycle.roles import Role
from electioncycle.security.audit import AuditEvent, Event
from electioncycle.security.sealed_files import SealedFile
from tests import factories
from tests.uploads import office, photo, scan, sent

pytestmark = pytest.mark.django_db
TEAM = REGISTRY["teammember"]
PART = "任职文件"


@pytest.fixture
def row():
    return factories.make_member(factories.make_village("青山村", factories.make_township("东河镇")))


@pytest.fixture
def clerk(client, row):
    user = factories.make_user(Role.TOWNSHIP_CLERK, row.village.township)
    client.force_login(user)
    return user


def upload(client, row, name, data, part=PART):
    return client.post(TEAM.url("attach", row.pk), {"part": part, "file": sent(name, data)})


def test_a_photo_loses_its_place_and_is_encrypted_at_rest(client, row, clerk, settings):
    assert upload(client, row, "现场 照片.JPG", photo()).status_code == 302
    kept = attachments.of(row).get()
    data = kept.read()
    with Image.open(BytesIO(data)) as found:
        assert not found.getexif()
        assert found.size == (40, 60)  # upright without its orientation mark
    assert b"hidden" not in data
    assert kept.name == "现场 照片.jpg"
    stored = (settings.MEDIA_ROOT / kept.path).read_bytes()
    assert data[:3] == b"\xff\xd8\xff"
    assert b"\xff\xd8\xff" not in stored[:200]
    event = AuditEvent.objects.get(type=Event.ATTACHED)
    assert (event.actor, event.object_id, event.details) == (clerk.pk, row.pk, {"file": kept.pk})


def test_a_large_upload_waits_in_a_file_that_has_no_name_and_that_nobody_can_read(
    client, row, clerk, settings, monkeypatch
):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100  # as if it were larger than what is kept in memory
    on_disk, closed = [], SealedFile.close

    def close(self):
        if not self.closed:
            self._file.seek(0)
            on_disk.append((self._file.name, self._file.read()))
        closed(self)

    monkeypatch.setattr(SealedFile, "close", close)
    data = scan() + b"%" * 70_000  # in two pieces
    assert upload(client, row, "任免文件.pdf", data).status_code == 302
    kept = attachments.of(row).get()
    with pikepdf.open(BytesIO(kept.read())) as found:
        assert len(found.pages) == 1
    [(name, raw)] = on_disk
    assert isinstance(name, int), "only its number in the process"
    assert len(raw) == len(data)
    assert b"%PDF" not in raw
    assert b"%%%%" not in raw


def test_what_is_enciphered_is_read_from_any_place_and_written_only_behind(settings):
    whole = bytes(range(256)) * 300
    with SealedFile() as kept:
        for start in range(0, len(whole), 1000):
            kept.seek(0)
            kept.write(whole[start : start + 1000])
        for place in (0, 1, 15, 16, 17, 5000, len(whole) - 1, len(whole)):
            kept.seek(place)
            assert (kept.read(20), kept.read()) == (whole[place : place + 20], whole[place + 20 :])


def test_a_png_loses_its_exif_too(client, row, clerk):
    upload(client, row, "图.png", photo("PNG"))
    with Image.open(BytesIO(attachments.of(row).get().read())) as found:
        assert (found.format, len(found.getexif()), found.info.get("exif")) == ("PNG", 0, None)


def test_a_pdf_keeps_its_page_and_loses_scripts_programs_and_files(client, row, clerk):
    upload(client, row, "扫描件.pdf", scan(script=True))
    data = attachments.of(row).get().read()
    with pikepdf.open(BytesIO(data)) as found:
        assert len(found.pages) == 1
        assert "/OpenAction" not in found.Root
        assert len(found.attachments) == 0
        assert "/Info" not in found.trailer
        plain = BytesIO()
        found.save(plain, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)
    for word in (b"/JavaScript", b"/Launch", b"cmd.exe", b"app.alert", b"/EmbeddedFile"):
        assert word not in plain.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("病毒.pdf", b"MZ\x90\x00" * 50, "不是PDF"),
        ("带宏.docx", office(macros=True), "含有宏"),
        ("宏表.xlsx", office("spreadsheetml macroEnabled"), "含有宏"),
        ("压缩包.zip", office("something else"), "不是PDF"),
        ("网页.jpg", b"<html><script>alert(1)</script></html>", "不是PDF"),
        ("坏图.jpg", b"\xff\xd8\xff" + b"x" * 200, "已损坏"),
        ("坏.pdf", b"%PDF-1.7\n" + b"x" * 200, "已损坏"),
        ("加密.pdf", scan(password="1234"), "加了密码"),
        ("空.pdf", b"", "不是PDF"),
    ],
)
def test_what_may_not_come_in_is_refused_in_plain_words(client, row, clerk, name, data, words):
    answer = upload(client, row, name, data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Attachment.objects.exists()
    assert upload(client, row, "好.docx", office()).status_code == 302


def test_a_picture_that_would_unpack_to_gigabytes_is_refused(client, row, clerk):
    out = BytesIO()
    Image.new("1", (20000, 20000)).save(out, "PNG")
    assert len(out.getvalue()) < 200_000
    answer = upload(client, row, "炸弹.png", out.getvalue())
    assert "像素过大" in answer.content.decode()


def test_size_number_and_repetition_are_limited(client, row, clerk, monkeypatch):
    upload(client, row, "一.jpg", photo())
    assert "内容相同" in upload(client, row, "二.jpg", photo()).content.decode()
    monkeypatch.setattr(uploads, "LARGEST", 100)
    assert "超过20MB" in upload(client, row, "三.jpg", photo(size=(90, 90))).content.decode()
    monkeypatch.undo()
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    assert "达到上限" in upload(client, row, "四.pdf", scan()).content.decode()
    assert attachments.of(row).count() == 1


def test_a_file_is_read_through_its_row_only(client, row, clerk):
    upload(client, row, "扫描件.pdf", scan())
    kept = attachments.of(row).get()
    other = factories.make_member(factories.make_village("白石村", factories.make_township("西坪乡")), "李外镇")
    mine = TEAM.url("attachment", row.pk, kept.pk)
    answer = client.get(mine)
    assert answer.status_code == 200
    assert "扫描件.pdf" in unquote(answer["Content-Disposition"])
    assert answer["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(type=Event.DOWNLOADED, object_id=kept.pk).count() == 1
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, other.village.township))
    assert client.get(mine).status_code == 404
    assert client.get(TEAM.url("attachment", other.pk, kept.pk)).status_code == 404  # through a row of one's own
    assert upload(client, row, "外镇.pdf", scan()).status_code == 404
    client.force_login(factories.make_user(Role.COUNTY_READER, row.village.township.parent))
    assert client.get(mine).status_code == 200
    assert upload(client, row, "读者.pdf", scan()).status_code == 403


def test_the_preview_may_run_nothing(client, row, clerk):
    upload(client, row, "扫描件.pdf", scan())
    upload(client, row, "照片.jpg", photo())
    upload(client, row, "名单.xlsx", office("spreadsheetml"))
    pdf, picture, book = attachments.of(row)
    shown = client.get(TEAM.url("attachment_preview", row.pk, picture.pk))
    assert shown["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in client.get(TEAM.url("attachment_preview", row.pk, pdf.pk))["Content-Security-Policy"]
    assert "请下载后打开" in client.get(TEAM.url("attachment_preview", row.pk, book.pk)).content.decode()


def test_a_withdrawn_file_leaves_the_row_with_reason_and_name(client, row, clerk):
    upload(client, row, "扫描件.pdf", scan())
    kept = attachments.of(row).get()
    assert attachments.parts_of(row) == {PART}
    assert client.post(TEAM.url("attachment_withdraw", row.pk), {"file": kept.pk, "reason": ""}).status_code == 422
    client.post(TEAM.url("attachment_withdraw", row.pk), {"file": kept.pk, "reason": "传错了"})
    assert attachments.parts_of(row) == set()
    assert "传错了" in client.get(TEAM.url("attachments", row.pk)).content.decode()
    assert attachments.counts(type(row), [row.pk]) == {}


def test_a_closed_cycle_takes_no_files(client, row, clerk):
    type(row.cycle).objects.filter(pk=row.cycle.pk).update(state="closed")
    assert "已关闭" in upload(client, row, "扫描件.pdf", scan()).content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "a\u202efdp.exe", "..pdf", 'x"\r\nSet-Cookie: a=b.pdf', "\\\\"]
)
def test_file_names_cannot_leave_their_place(client, row, clerk, name):
    shown = uploads.plain_name(name, ".pdf")
    assert not set(shown) & set('/\\<>"\r\n\u202e')
    assert shown.endswith(".pdf")
    assert len(shown) > 4


def test_files_without_a_row_are_swept_after_a_day(client, row, clerk, settings, monkeypatch):
    """A refused act may leave one behind: its row went with the transaction."""
    upload(client, row, "扫描件.pdf", scan())
    kept = attachments.of(row).get()
    lost = files.attach(sent("失.pdf", scan()), by=clerk)
    Attachment.objects.filter(pk=lost.pk).delete()
    assert files.erase_unowned() == 0  # it may belong to an act still under way
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert files.erase_unowned() == 1
    assert not (settings.MEDIA_ROOT / lost.path).exists()
    assert kept.read()


def test_a_material_the_ledger_does_not_name_is_refused(row, clerk):
    with pytest.raises(Refused, match="没有“聊天记录”"):
        attachments.keep(row, sent("扫描件.pdf", scan()), by=clerk, part="聊天记录")
