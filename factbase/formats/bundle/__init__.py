"""The bundle: JSON Lines that hold articles with all that was tagged in them, for any other desk to read."""
