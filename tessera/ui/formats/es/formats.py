"""A narrow space between thousands: a point is read as a decimal sign in Mexico and Central America."""

THOUSAND_SEPARATOR = "\u202f"
