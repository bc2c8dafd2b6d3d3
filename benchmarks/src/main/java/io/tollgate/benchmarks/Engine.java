package io.tollgate.benchmarks;

/// The databases that Tollgate stores in.
public enum Engine { SQLITE, POSTGRESQL }
