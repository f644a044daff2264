"""A portal as large as the country, of invented figures: for measuring, never for use."""
