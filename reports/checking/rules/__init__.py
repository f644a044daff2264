"""The rules, by what they look at; importing this package registers them."""

from reports.checking.rules import annexes, certificates, foot, head, letters, page, text, words

LOADED = (page, letters, head, text, foot, annexes, words, certificates)
