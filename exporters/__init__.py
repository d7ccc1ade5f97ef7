"""The way out: an edition becomes lists, guides and a manifest; findings become working papers."""
