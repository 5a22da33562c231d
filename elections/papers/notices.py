"""A notice as it is posted: its number, its words, whose it is and of which day; DOCX before it is signed."""

from electioncycle.documents.blocks import DATE_LINE, Colophon, Document, Paragraph
from electioncycle.documents.forms import SEAL
from electioncycle.wording import day_in_words
from elections.models import PublicNotice


def document(notice: PublicNotice) -> Document:
    village = notice.election.village
    return Document(
        title=f"{village.name}公告\n{notice.full_number}",
        blocks=[
            Paragraph(notice.title, align="center"),
            *(Paragraph(line) for line in notice.text.splitlines() if line.strip()),
            Colophon(f"{notice.signed_by}{SEAL}", day_in_words(notice.day, DATE_LINE)),
        ],
        page_numbers=False,
        names=[village.name, str(village.township)],
    )
