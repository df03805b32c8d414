"""How fast Readout is, measured against a bar in one run: ``python -m benchmarks``."""
