"""People: persons, their documents, names, employment, education, and the titles and certificates they hold."""
