"""Papers about communes and units: reports of a unit, reasons of a verdict, the matrix."""
