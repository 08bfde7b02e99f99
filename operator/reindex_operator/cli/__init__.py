"""The command line: ``reindex``."""
