"""Web: assembly of the application, the permission gate, error pages, navigation, pages that gather from packages."""
