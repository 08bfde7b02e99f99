"""Random programs over the language and the library, run by a real node and by this project, and compared."""
