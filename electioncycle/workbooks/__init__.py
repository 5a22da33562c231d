"""Lines in and out: imports planned line by line, exports, templates, printed lists."""
