"""Text in, spans out: what one text tells, with its exact words. Pure and deterministic."""
