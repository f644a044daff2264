"""Papers of the dossier of a recognition case, and the decision on a village."""
