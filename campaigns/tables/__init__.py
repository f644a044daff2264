"""Lists of the movement's pages."""
