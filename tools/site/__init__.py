"""The site: ``python -m tools.site`` builds it into build/site, of which no page fetches anything."""
