"""The self-check run (自查、回头看): what goes out to each unit, what comes back, what is held against what is known."""
