"""Judging and checking the whole catalogue, rulings by people, and saying why."""
