"""Answers to the questions of joint statistics, drawn and written: pictures, tables, pages, files."""

from layers.answers.files import ENDINGS, write

__all__ = ["ENDINGS", "write"]
