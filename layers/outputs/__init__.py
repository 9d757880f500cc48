"""Published maps: one HTML file in two languages and year by year, thumbnails, a gallery."""
