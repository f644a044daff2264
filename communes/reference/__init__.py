"""Reference data: pure reading of the files in `communes/data`, and the services that load it."""
