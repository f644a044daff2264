"""Papers of the movement: one module for each part of a campaign."""
