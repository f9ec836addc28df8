"""Floor 5: the only room that imports Sphinx and docutils. It hands events down, and values to the builders."""
