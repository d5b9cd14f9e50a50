"""The words everybody shares. Pure: no files but the package's own data, no clock, no global randomness."""
