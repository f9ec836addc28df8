# Reads a JSON list of texts, writes the list of what kramdown makes of them with Jekyll's defaults.
require "json"
require "kramdown"
require "kramdown-parser-gfm"

defaults = {
  input: "GFM", auto_ids: true, toc_levels: (1..6).to_a, entity_output: "as_char",
  smart_quotes: "lsquo,rsquo,ldquo,rdquo", hard_wrap: false, footnote_nr: 1, syntax_highlighter: nil
}
texts = JSON.parse($stdin.read)
puts JSON.generate(texts.map { |text| Kramdown::Document.new(text, defaults).to_html })
