"""What is drawn and where it goes: maps, exports, the app and the command. Nothing here computes a statistic."""
