/// What `tollgate db analyze` says about a database: sizes, slow statements, what is missing, unused or wasted, in words
/// that a person can act on.
///
/// [DatabaseAnalysis] is the entry type. A [Catalog] asks the engine what it knows of itself; [Advice] is a pure function of
/// that. Depends on the database and on the figures of statements that servers leave there; writes nothing.
@NullMarked
package io.tollgate.server.analysis;

import org.jspecify.annotations.NullMarked;
