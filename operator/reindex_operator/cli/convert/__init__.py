"""Between ``POST /_reindex`` as people have it (console, curl, a body) and a ``Reindex`` manifest. Pure. Called by commands/convert.py."""
