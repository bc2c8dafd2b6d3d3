package io.tollgate.lab.result;

/// Time to the first answer.
public record Startup(Summary aheadOfTimeCache, Summary withoutCache, double ratioOfMedians) {}
