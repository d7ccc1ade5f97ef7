"""The rule book at work in an office: its views, its coverage, what a change of it does, and proposing one."""
