"""The agents' and supervisors' screens: the only package that sees all the others."""
