"""From the data at hand to the tables of ``data/processed``: the only writer there is, and what it is made of."""
