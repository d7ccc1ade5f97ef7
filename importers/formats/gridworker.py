"""The child process that reads an .xls with its looks, under the same limits as the reader of values."""

from __future__ import annotations

from catalogue.grid import pack
from importers.formats import xlsgrid
from importers.worker import serve

if __name__ == "__main__":
    serve(lambda data, _, bounds: [pack(grid) for grid in xlsgrid.read(data, bounds)])
