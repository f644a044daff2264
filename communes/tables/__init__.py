"""Lists of the communes app."""
