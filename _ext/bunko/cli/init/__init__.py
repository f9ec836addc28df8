"""``bunko init``: a new site, in a folder of its own."""
