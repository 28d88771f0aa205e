"""What the service knows of improvements, from their events: enough to mark them in charts and beside goals."""
