"""The period's figures as a spreadsheet: its layout, written and read back. Pure."""
