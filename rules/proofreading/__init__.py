"""Proofreading an opened rule book: what no single entry can show."""
