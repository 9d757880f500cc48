"""Spanish and English: translations, formats of numbers and dates, and names of coded values."""
