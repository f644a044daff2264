"""What changes the movement's rows."""
