//! `vision.yaml` read: what is right counts, what is wrong is told of with its place.
