"""The web page, as a visitor's browser and the server's memory see it."""
