"""The shell: store, command line and the one page that shows how everything flows."""
