/// What the lab measured: the records of `result.json`, written once after a run, and everything told later (report,
/// comparison, chart) is derived from them. [Result] is the root and [ResultFile] its file.
///
/// Depends on nothing else of the lab. What was not measured is absent from the file and null or empty here; what a
/// newer version added is ignored when read, so that results can be compared over versions.
@NullMarked
package io.tollgate.lab.result;

import org.jspecify.annotations.NullMarked;
