"""One short file a map layer, each exposing LAYER; found by layers.layer.discover(), never imported by name."""
