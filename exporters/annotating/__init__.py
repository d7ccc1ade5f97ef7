"""A sender's own workbook handed back with marks (退回件), every other byte as sent."""
