"""Numbers as written in Mexico, Guatemala and Honduras: 3,948.5."""

THOUSAND_SEPARATOR = ","
DECIMAL_SEPARATOR = "."
