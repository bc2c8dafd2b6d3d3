package io.tollgate.lab.run;

import io.tollgate.lab.driver.Recording;
import io.tollgate.lab.scenario.Plan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/// Writes every request of a run, once each, as compressed CSV: times in microseconds from the beginning, empty for what
/// did not happen.
final class RawRecord {
    static final String SUFFIX = "-requests.csv.gz";
    static final String HEADER = "intended,sent,first,done,actor,attacker,operation,number,status,bytes,error\n";

    private RawRecord() {}

    static void write(Plan plan, Recording recording, Path file) throws IOException {
        try (BufferedWriter out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 32 * 1024), StandardCharsets.US_ASCII))) {
            out.write(HEADER);
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < recording.size(); i++) {
                text.setLength(0);
                append(text, plan, recording.line(i));
                out.append(text);
            }
        }
    }

    private static void append(StringBuilder text, Plan plan, Recording.Line line) {
        text.append(line.send().atNanos() / 1_000);
        time(text, line.wasSent() ? line.sent() : 0);
        time(text, line.first());
        time(text, line.wasSent() ? line.done() : 0);
        text.append(',').append(line.send().actor());
        text.append(',').append(plan.isAttacker(line.send()) ? 1 : 0);
        text.append(',').append(Plan.operation(line.send()).text());
        text.append(',').append(line.send().number());
        text.append(',').append(line.isAnswered() ? String.valueOf(line.status()) : "");
        text.append(',').append(line.bytes());
        text.append(',').append(line.failure().text()).append('\n');
    }

    private static void time(StringBuilder text, long nanos) {
        text.append(',');
        if (nanos > 0) {
            text.append(nanos / 1_000);
        }
    }
}
