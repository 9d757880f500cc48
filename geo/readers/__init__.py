"""What loaders share: text into numbers, codes and dates, names into municipalities, layers into features."""
