"""How reference data go into a file and come back from one."""
