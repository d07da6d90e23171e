"""The same desks as others would simulate them: in SimPy, with Ciw, in C."""
