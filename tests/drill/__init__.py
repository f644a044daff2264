"""Faults, one after the other, under a portal that people work with: `make drill`.

Every drill starts a portal of its own as `make run` does, on a copy of one prepared folder, with
PostgreSQL's fsync on. Officers save figures and upload evidence, leaders send, offices ask for
prints, all over HTTP; who gets no answer or an answer of 500 and more sends the same again under
the same key, as the page's script does. Then something is killed, stopped, filled or put wrong.
The drill waits until everything works by itself and proves in the database that each acknowledged
act is there with its value, once.
"""
