"""Filings (办件) in masses, read into columns: xlsx, csv or parquet; bad rows held by line, personal columns dropped."""
