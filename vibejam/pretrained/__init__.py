"""Models that others trained: fetched once, read from and written to the formats they travel in."""
