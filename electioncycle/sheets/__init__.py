"""Owns workbooks as files: reading what offices send, templates, exports and annotated copies."""

from electioncycle.sheets.reading import read_workbook

from .annotate import annotate
from .model import Cell, HeaderSpec, Limits, Mark, OverLimitError, ParsedSheet, SheetError, SheetRow
from .template import TemplateColumn, TemplateSpec, write_template
from .writer import write_rows

__all__ = [
    "Cell",
    "HeaderSpec",
    "Limits",
    "Mark",
    "OverLimitError",
    "ParsedSheet",
    "SheetError",
    "SheetRow",
    "TemplateColumn",
    "TemplateSpec",
    "annotate",
    "read_workbook",
    "write_rows",
    "write_template",
]
