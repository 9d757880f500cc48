"""What a place, an area or a period amounts to, for the app, the command and dossiers alike."""
