"""Indicators and figures as pages, charts and workbooks."""
