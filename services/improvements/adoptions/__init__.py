"""Adoptions: how a unit takes an improvement of another over, stage by stage, from whom it learned and what came."""
