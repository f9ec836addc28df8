"""What a site publishes beside its pages and books, written by the HTML builders."""
