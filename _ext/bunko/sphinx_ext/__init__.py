"""Floor 4: the only room that imports Sphinx and docutils. It translates; it does not think."""
