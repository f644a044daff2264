"""Many people at once: an open-arrival generator against a portal started as people start it.

`ground` makes the portal with invented figures, `browser` is one person's browser, `crowd` lets
people arrive, `proof` looks for every acknowledged save in the database, `watch` counts memory.
Loopback only, and bounded: `MOST_ARRIVALS` a second, `MOST_PEOPLE`, `MOST_MINUTES`.
"""
