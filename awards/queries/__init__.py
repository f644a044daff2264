"""What the pages of awards read."""
