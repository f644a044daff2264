"""`make run`: the whole portal on one machine, for trying out."""
