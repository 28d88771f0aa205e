"""The real servers that leanstream is developed and tested with: Apache Kafka, PostgreSQL, Chromium.

`kafka.start(folder)` and `postgres.start(folder)` give a test a server of its own that it may kill, freeze and restart;
`python -m tests.servers start` keeps one of each running for development. What the machine lacks is installed where
that is possible and named where it is not. Linux only, since processes are recognised by what /proc says of them.
"""
