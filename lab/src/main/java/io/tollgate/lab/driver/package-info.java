/// Sends requests at the moments of a schedule that was made beforehand, whatever the server does (open loop), and writes
/// down what became of each. Knows HTTP and nothing of what is tested. Entry type: [OpenLoop].
///
/// A send that is due is never held back by an answer that is not there yet, and its latency counts from the moment it
/// was due, so that a server that stalls is charged with everybody who would have come meanwhile (Gil Tene's coordinated
/// omission). What the driver itself did too late is counted, and too much of it makes the run void.
///
/// Depends on no other package of the lab.
@NullMarked
package io.tollgate.lab.driver;

import org.jspecify.annotations.NullMarked;
