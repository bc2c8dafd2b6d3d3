/// `lab bench`: what parts of a server cost, each measured beside the same without it. [BenchCommand] is the entry.
///
/// Depends on the results, the report, the servers and the driver of the lab, and on nothing else of it.
@NullMarked
package io.tollgate.lab.bench;

import org.jspecify.annotations.NullMarked;
