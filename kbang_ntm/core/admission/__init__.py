"""Who is let in when more people come than the machine can serve.

Saving and sending never wait here. Pages, dashboards and papers have a number of places each in a
process; a dashboard without a place is answered from the copy kept when it was last shown to this
session, everything else by a plain waiting page that asks again by itself. `gate` is the
middleware, `places` the counting, `kept` the copies, `arrival` the time that counts for a deadline.
"""
