"""Figures about places, areas and periods, for the app, the command and dossiers."""
