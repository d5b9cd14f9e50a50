"""Our place: published evidence, numbered and unchangeable."""
