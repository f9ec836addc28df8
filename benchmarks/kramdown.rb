# Reads lines, each a JSON list of texts; writes a line for each: what kramdown makes of them with Jekyll's defaults.
# A text that takes kramdown longer than ten seconds, or stops it, becomes null. Arguments are options that are turned on;
# "no-ids" leaves headings without ids.
require "json"
require "timeout"
require "kramdown"
require "kramdown-parser-gfm"

defaults = {
  input: "GFM", auto_ids: !ARGV.include?("no-ids"), toc_levels: (1..6).to_a, entity_output: "as_char",
  smart_quotes: "lsquo,rsquo,ldquo,rdquo", hard_wrap: false, footnote_nr: 1, syntax_highlighter: nil
}
(ARGV - ["no-ids"]).each { |name| defaults[name.to_sym] = true }
$stdin.each_line do |line|
  rendered = JSON.parse(line).map do |text|
    Timeout.timeout(10) { Kramdown::Document.new(text, defaults.dup).to_html }
  rescue StandardError
    nil
  end
  puts JSON.generate(rendered)
  $stdout.flush
end
