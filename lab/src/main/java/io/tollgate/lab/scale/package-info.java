/// `lab scale`: steps the load up, fits the Universal Scalability Law ([UniversalScalability]), and turns it into advice
/// ([Advice]): what this machine carries, what limits it, and what a wanted load needs. [ScaleCommand] is the entry.
///
/// Depends on the results, the report and the servers of the lab, and on nothing else of it.
@NullMarked
package io.tollgate.lab.scale;

import org.jspecify.annotations.NullMarked;
