"""Filings (办件) in masses: their clocks as columns, distinct cases judged by the rule book, sums for indicators."""
