"""What is made of the event contracts in `schemas/`: models, registry documents, a catalogue."""
