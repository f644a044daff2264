"""Produced files measured against the form of administrative documents: what was printed, read
back from the file itself, never from the tree it was printed from."""
