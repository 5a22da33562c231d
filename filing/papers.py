"""What stands beside an edition of a form: what each of its figures counts, as of the moment it was filled."""

from django.utils import timezone

from electioncycle import figures
from electioncycle.documents.blocks import INTERNAL, Document, Paragraph, Table
from electioncycle.wording import moment_in_words
from filing.models import FormEdition
from filing.rules.mapping import Filled

TITLE = "口径说明"
HEADERS = ("数字", "所在的格", "口径", "来源")


def definitions(edition: FormEdition) -> Document:
    """口径说明 of exactly the figures that the edition filled in; words and columns of ledgers count nothing."""
    known = {one.name: one for one in figures.FIGURES.values()}
    places: dict[str, list[str]] = {}
    for one in map(Filled.read, edition.values):
        name = one.said.rpartition("（")[0]  # 风险点（全县）
        if name in known:
            places.setdefault(name, []).append(str(one.place))
    rows = [[name, "、".join(where), known[name].explained, known[name].source] for name, where in places.items()]
    table = Table(HEADERS, rows, widths=(18, 26, 38, 18), align=("left",) * 4, small=True, empty="（没有填入数字）")
    cut = moment_in_words(timezone.localtime(edition.cut_at))
    return Document(
        title=f"{edition}{TITLE}",
        marks=(INTERNAL,),
        cover_lines=(f"报送单位：{edition.form.receiver}　数字截至{cut}",),
        blocks=[Paragraph("表内各数字按下列口径统计。", small=True), table],
    )
