"""The way a workbook takes into the store: read, matched, asked about, mended, previewed, undone, handed back."""
