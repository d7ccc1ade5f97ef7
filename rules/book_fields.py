"""The fields of a rule book, without the book: what taking workbooks in needs of it."""

from __future__ import annotations

from pathlib import Path

from catalogue.fields import FIELDS_FILE, FieldList, field_files, load_fields
from catalogue.finding import FormError, UserError


def book_fields(*folders: Path) -> FieldList:
    """The shipped list of fields, overlaid by the ``fields.yaml`` and ``registers/`` of the folders; a book's first
    folder may replace it.

    Raises `FormError` with every fault.
    """
    own = [path for folder in folders for path in field_files(folder)]
    if not folders or not (folders[0] / "fields.yaml").exists():
        own = [*field_files(FIELDS_FILE.parent), *own]
    try:
        return load_fields(*own)
    except UserError as error:
        raise FormError([error]) from error
