"""What the pages of the movement read."""
