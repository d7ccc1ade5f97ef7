"""The public site's own pages: ways to browse, windows, towns and villages, and the search index."""
