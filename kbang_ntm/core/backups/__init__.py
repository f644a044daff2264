"""The whole portal as one encrypted file, and the way back: database and stored files together.

`making` writes it, `restoring` brings it back, `rehearsing` proves every night that it can be.
"""
