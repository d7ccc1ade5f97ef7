"""The file formats that are read: what a file is by its bytes, and its cells, merges and marks whatever the format."""
