"""One module per question; each declares one ``QUESTION``."""
