"""Judgement: a dated, cited rule book and the three-valued decisions taken from it."""

from pathlib import Path

BOOK = Path(__file__).with_name("book")
"""The shipped rule book; an office's own folder overlays it (`load_book(BOOK, own)`)."""
