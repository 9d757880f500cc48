"""Entry point of the app."""

from layers.app import shell

shell.run()
