"""Owns workbooks as files: reading what offices send, templates, exports and annotated copies."""

from electioncycle.sheets.reading import SheetHead, read_workbook, sheets_of

from .annotate import MarkedSheet, annotate
from .model import (
    Cell,
    HeaderSpec,
    Limits,
    Mark,
    NoRowsError,
    OverLimitError,
    ParsedSheet,
    SheetError,
    SheetRow,
)
from .template import TemplateColumn, TemplateSpec, write_template, write_templates
from .writer import write_rows

__all__ = [
    "Cell",
    "HeaderSpec",
    "Limits",
    "Mark",
    "MarkedSheet",
    "NoRowsError",
    "OverLimitError",
    "ParsedSheet",
    "SheetError",
    "SheetHead",
    "SheetRow",
    "TemplateColumn",
    "TemplateSpec",
    "annotate",
    "read_workbook",
    "sheets_of",
    "write_rows",
    "write_template",
    "write_templates",
]
