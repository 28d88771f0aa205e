"""Photographs of what was seen: taken in only as pictures, kept small, without what the camera told."""
