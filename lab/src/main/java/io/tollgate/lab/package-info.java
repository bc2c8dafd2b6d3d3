/// The lab: measures a server from outside. It starts servers of its own as second processes and talks to them over HTTP
/// only; it knows nothing of their code. [Lab] is the main class.
///
/// Honest by construction: what is compared is measured alternately in one run, every run starts on an empty folder, and
/// a result says on what machine, JDK and commit it was made.
@NullMarked
package io.tollgate.lab;

import org.jspecify.annotations.NullMarked;
