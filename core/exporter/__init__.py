"""Writing reports: one stream of blocks, many writers, each result read back and compared."""
