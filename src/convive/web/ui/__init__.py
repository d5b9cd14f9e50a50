"""The house look of pages: the base they share, forms, error pages, and what never changes."""
