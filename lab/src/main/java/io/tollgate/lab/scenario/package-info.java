/// What is sent: definitions in YAML ([Scenario], [ScenarioReader], [Catalogue]) and the schedule that follows from one and
/// a seed ([Plan]): the same seed gives the same requests, by the same senders, at the same moments.
///
/// Pure: nothing here sends, waits or reads a clock. Depends on the driver's `Send` only.
@NullMarked
package io.tollgate.lab.scenario;

import org.jspecify.annotations.NullMarked;
