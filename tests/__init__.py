"""Tests, laid out as the tree they check; a package, so that they share builders and servers by import."""
