"""What a site publishes beside its pages and books: feeds, sitemap, metadata, cards, exports. Without Sphinx."""
