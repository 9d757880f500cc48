"""Where a map leaves: one HTML file, year by year and in two languages, a thumbnail, a gallery."""
