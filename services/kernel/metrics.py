"""Every metric's name, in one place, with what it means to the one who is woken by it."""

from prometheus_client import Counter, Gauge, Histogram

# Requests by service, method and status; the rate of 5xx is what to alarm on.
REQUESTS = Counter("leanstream_requests_total", "HTTP requests answered", ["service", "method", "status"])
# Time from request to answer; the path is left out, since it would make a series of every id.
REQUEST_SECONDS = Histogram("leanstream_request_seconds", "Time to answer a request", ["service", "method"])
# Events handed to the log and acknowledged.
EVENTS_PUBLISHED = Counter("leanstream_events_published_total", "Events acknowledged by the log", ["service"])
# Publishing that failed and will be tried again; a steady rise means that the log is away.
PUBLISH_FAILURES = Counter("leanstream_publish_failures_total", "Rounds of publishing that failed", ["service"])
# Age of the oldest unpublished event in seconds; the alarm for a stuck relay.
OUTBOX_AGE = Gauge("leanstream_outbox_age_seconds", "Age of the oldest unpublished event", ["service"])
# Events folded into projections.
EVENTS_COUNTED = Counter("leanstream_events_counted_total", "Events counted by the consumer", ["service"])
# Events the log holds that are not counted yet.
CONSUMER_LAG = Gauge("leanstream_consumer_lag", "Events not counted yet", ["service"], multiprocess_mode="livemax")
# Batches fetched again because the database or the log was away.
CONSUMER_RETRIES = Counter("leanstream_consumer_retries_total", "Batches tried again", ["service"])
# Events that could not be read; `leanstream dead-letters list` names them.
DEAD_LETTERS = Counter("leanstream_dead_letters_total", "Events that could not be read", ["service"])
