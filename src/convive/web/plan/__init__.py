"""The plan: published versions, numbered and unchangeable."""
