"""A run as one HTML file: what was asked, what came of it, how fast it went. Pure. Called by commands/report.py, watch.py and run.py."""
