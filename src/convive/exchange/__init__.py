"""To and from the standards that others read: plain data in, the standard's bytes out."""
