"""The two languages: translation, numbers and dates, and the names of what the tables hold in code."""
