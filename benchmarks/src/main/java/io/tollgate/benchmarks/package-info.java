/// Benchmarks of what every request pays, one class per operation, run by JMH:
///
/// ```
/// java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main AdmitBenchmark -prof gc -t 2
/// java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main RedisAdmitBenchmark
/// ```
///
/// [BareServer] and [HashesAlone] are programs that `lab bench` starts and measures in turn with a server.
///
/// Figures are comparable only within one run on one machine; a document that quotes one names the command that made it.
@NullMarked
package io.tollgate.benchmarks;

import org.jspecify.annotations.NullMarked;
