"""What changes the rows of awards."""
