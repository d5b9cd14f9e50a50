"""Import: a publisher's file comes in, is read in the background, and is kept when somebody has seen what it says."""
