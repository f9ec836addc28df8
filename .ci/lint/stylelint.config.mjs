// Rules for the styles of pages: stylelint's standard, but for what is listed here.
export default {
  extends: "stylelint-config-standard",
  reportNeedlessDisables: true,
  rules: {
    "comment-empty-line-before": null, // a comment stands above what it is about
    "declaration-empty-line-before": null, // a variable and what it is for stand together
    "declaration-block-no-redundant-longhand-properties": [true, { ignoreShorthands: ["overflow"] }], // two lines say which is which
    "media-feature-range-notation": "prefix", // older browsers know no other
    "no-descending-specificity": null, // parts are in the order of the page, not of weight
    "number-max-precision": 5,
    "property-no-vendor-prefix": [true, { ignoreProperties: ["-webkit-appearance", "-webkit-mask", "-webkit-text-size-adjust"] }], // older Safari
    "selector-class-pattern": "^[a-z][a-z0-9]*((-|__)[a-z0-9]+)*$", // themes have names with two underscores
    "value-keyword-case": [
      "lower",
      { camelCaseSvgKeywords: true, ignoreKeywords: ["A4", "srgb"], ignoreProperties: ["/^--bunko-font-/"] },
    ],
  },
};
