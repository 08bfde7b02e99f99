"""Side by side: our engine, the cluster's own ``_reindex`` and other tools, on one node, interleaved in one session."""
