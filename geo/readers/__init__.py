"""Functions shared by loaders: parse numbers, codes and dates, match names of municipalities, read vector layers."""
