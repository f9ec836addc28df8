// Rules for the style of the EPUB: many reading devices know CSS as it was in 2011. A short rule has one line.
export default {
  extends: "./stylelint.config.mjs",
  rules: {
    "alpha-value-notation": "number",
    "color-function-alias-notation": null,
    "color-function-notation": "legacy",
    "declaration-block-single-line-max-declarations": null,
    "property-no-deprecated": null,
    "rule-empty-line-before": null,
  },
};
