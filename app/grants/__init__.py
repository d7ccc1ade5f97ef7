"""The life of grants (行政权力下放、承接和运行): what command line and screens call; every function gives plain objects."""
