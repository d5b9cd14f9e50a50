"""Which classes of which schools meet, and where and when."""
