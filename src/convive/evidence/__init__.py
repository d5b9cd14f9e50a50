"""What is this place like? Counts of people in, findings that may be published out."""
