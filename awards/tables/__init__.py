"""Lists of the pages of awards."""
