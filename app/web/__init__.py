"""The staff's web application: one office server for departments, towns, the reform office and auditors."""
