"""What every service stands on: settings, database, outbox, event log, consumer, identity, pages. Knows no slice."""
