"""Notes that a browser keeps while there is no network, and hands in later, each once and under its own person.

The browser keeps them (services/kernel/static/keeping*.js); here is what it asks the server for: the worker that
opens the form without network, the page it shows where there is no form to open, and the place where notes go in.
A note brings a UUID that it was given when it was begun and that becomes the observation's, so that a lost answer
never makes two of it; and it brings its person, so that nobody else's session can hand it in.
"""
