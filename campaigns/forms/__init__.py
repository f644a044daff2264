"""Forms of the movement's pages."""
