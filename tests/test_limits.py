"""What every answer carries, and what a file may cost before it is refused."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from electioncycle.roles import Role
from electioncycle.sheets import Limits, SheetError
from electioncycle.sheets.intake import kind_of
from tests import factories


@pytest.mark.django_db
def test_no_page_of_somebody_signed_in_is_kept_by_a_cache(client):
    village = factories.make_village()
    factories.cycle_for(village)
    client.force_login(factories.make_user(Role.TOWNSHIP_CLERK, village.township))
    for address in ("/", "/villages/", f"/villages/{village.pk}/", "/villages/export/", "/jobs/", "/nowhere/"):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"], address
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "geolocation=()" in answer["Permissions-Policy"]


def test_an_entry_that_unpacks_to_a_mountain_is_refused_without_unpacking_it():
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"0" * (300 * 1024**2))
    data = out.getvalue()
    tracemalloc.start()
    with pytest.raises(SheetError, match="解压后"):
        kind_of(data, "表.ods", Limits())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024**2
