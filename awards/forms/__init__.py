"""Forms of the pages of awards."""
