"""Tags of the movement's pages."""
