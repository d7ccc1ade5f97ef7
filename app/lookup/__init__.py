"""Looking things up: the catalogue as a list, one record whole, the windows of the hall."""
