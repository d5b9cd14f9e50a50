"""What works: the library of local actions, to search, to compare and to start from."""
