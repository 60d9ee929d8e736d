"""Training of the phase model: corpus.py -> net.py, and pretrained.py -> encoder.py. Used by train_phases.py and
bench_phases.py."""
