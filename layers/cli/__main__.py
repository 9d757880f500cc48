"""``python -m layers.cli``: the command ``terrapaz`` if it is not on the PATH."""

from layers.cli import main

main()
