"""Content in, bytes out: fragments that the file, the PDF and the web pages share, and the documents made of them."""
