"""``python -m layers.cli``: the command, where it is not on the path."""

from layers.cli import main

main()
