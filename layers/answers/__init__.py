"""Answers to the questions of joint statistics, drawn and written: pictures, tables, pages, files."""

from layers.answers.files import ENDINGS, ending_of, write

__all__ = ["ENDINGS", "ending_of", "write"]
