//! Small inputs of every feature.
