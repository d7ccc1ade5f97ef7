"""Judgement: a dated, cited rule book and the three-valued decisions taken from it."""
