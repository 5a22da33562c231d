"""What is made of a result for those elected and for the village to read: certificate and red paper."""

from electioncycle.documents.forms import Form, SignatureBlock
from elections.rules.forms.texts import paragraphs

_OFFICE = "{village}{election_committee}"

CERTIFICATE = Form(
    "certificate",
    "当选证书",
    paragraphs("certificate"),
    SignatureBlock(office="{issuer}", sealed=True),
    landscape=True,
    letters="lectern",
    page_numbers=False,
)

GOOD_NEWS = Form(
    "good_news",
    "喜报",
    paragraphs("good_news", elected_lines="主任：{_}\n副主任：{_}\n委员：{_}"),
    SignatureBlock(office=_OFFICE),
    large=True,
    letters="poster",
    page_numbers=False,
)
