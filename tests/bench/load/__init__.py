"""Many people at once: an open-arrival generator against a portal started as people start it.

`ground` makes the portal with invented figures, `browser` is one person's browser, `crowd` lets
people arrive, `proof` looks for every acknowledged save in the database, `watch` counts memory,
`sessions` signs people in without their passwords. Loopback only, and bounded (`plan`).
"""
