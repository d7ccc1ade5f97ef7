"""Filings (办件) in masses, and the yellow and red cards judged over them."""
