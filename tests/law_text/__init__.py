"""Which articles the book cites, and what was found of them in the public texts of the law."""
