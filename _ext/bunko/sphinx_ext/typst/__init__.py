"""The builder ``bunko-pdf``: books, typeset by Typst."""
