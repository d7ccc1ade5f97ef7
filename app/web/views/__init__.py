"""The screens: one module a part of the work, one function an address of the table of routes."""
