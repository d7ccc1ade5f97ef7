"""The way in: bytes of a workbook become records and findings, each with its cell."""
