"""What keeps the translations whole: the catalogues' upkeep, and the search for texts that nobody marked."""
