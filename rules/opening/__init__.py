"""Opening a rule book: files read entry by entry, every fault with its file, line and number."""
