"""Scans and photos: printed characters recognised, rulings found, and pages made of both."""
