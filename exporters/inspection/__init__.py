"""Papers of the self-check (自查) and of mending what it found (整改)."""
