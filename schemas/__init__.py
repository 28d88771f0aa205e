"""What crosses a process boundary: input, output and events, and the rules that hold for them everywhere.

A service never reads another's code, only these shapes. They give message ids in English; the kernel translates.
"""
