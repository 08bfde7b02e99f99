"""What a user writes and reads: pydantic models of ``Reindex``, and the CRD rendered from them.

The bottom layer: imports pydantic and the standard library only.
"""
