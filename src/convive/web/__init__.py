"""The web platform: the only package that imports Django.

Pages read immutable releases; engines never run in a request.
"""
