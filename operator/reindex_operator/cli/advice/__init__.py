"""What is wrong with a ``Reindex`` in a file, said to who wrote it: with the value, and with what would be right. Pure."""
