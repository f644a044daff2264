"""The period's figures as a spreadsheet: its layout, writing it, and reading it back. No database."""
