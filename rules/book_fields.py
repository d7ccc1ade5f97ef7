"""The fields of a rule book, without the book: what taking workbooks in needs of it."""

from __future__ import annotations

from pathlib import Path

from catalogue.fields import FIELDS_FILE, FieldList, load_fields
from catalogue.finding import FormError, UserError


def book_fields(*folders: Path) -> FieldList:
    """The shipped list of fields, overlaid by the ``fields.yaml`` of the folders; a book's first folder may replace it.

    Raises `FormError` with every fault.
    """
    own = [folder / "fields.yaml" for folder in folders if (folder / "fields.yaml").exists()]
    if not own or own[0].parent != folders[0]:
        own.insert(0, FIELDS_FILE)
    try:
        return load_fields(*own)
    except UserError as error:
        raise FormError([error]) from error
