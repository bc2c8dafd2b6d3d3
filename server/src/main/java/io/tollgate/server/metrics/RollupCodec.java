package io.tollgate.server.metrics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/// Rollups as bytes: histograms in HdrHistogram's own encoding, counters beside them, all deflated together. A minute of a
/// busy node takes a few KB.
final class RollupCodec {
    private static final int VERSION = 1;

    private RollupCodec() {}

    static byte[] encode(Rollup rollup) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeByte(VERSION);
            writeTally(out, rollup.totals());
            out.writeShort(rollup.endpoints().size());
            for (Map.Entry<String, Rollup.Endpoint> endpoint : rollup.endpoints().entrySet()) {
                out.writeUTF(endpoint.getKey());
                writeHistogram(out, endpoint.getValue().latency());
                Map<String, Long> statuses = new TreeMap<>();
                endpoint.getValue().statuses().forEach((status, count) -> statuses.put(status.toString(), count));
                writeCounts(out, statuses);
            }
            out.writeShort(rollup.commands().size());
            for (Map.Entry<String, AbstractHistogram> command : rollup.commands().entrySet()) {
                out.writeUTF(command.getKey());
                writeHistogram(out, command.getValue());
            }
            out.write(rollup.peers());
            writeSystem(out, rollup.system());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeTally(DataOutputStream out, Tally tally) throws IOException {
        writeHistogram(out, tally.latency());
        writeHistogram(out, tally.redis());
        writeHistogram(out, tally.database());
        out.writeLong(tally.total());
        writeCounts(out, tally.errors());
        writeCounts(out, tally.limited());
        out.writeLong(tally.banned());
        out.writeLong(tally.redisErrors());
        out.writeLong(tally.slowStatements());
        out.writeLong(tally.passwordHashes());
    }

    private static void writeCounts(DataOutputStream out, Map<String, Long> counts) throws IOException {
        out.writeShort(counts.size());
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            out.writeUTF(count.getKey());
            out.writeLong(count.getValue());
        }
    }

    private static void writeHistogram(DataOutputStream out, AbstractHistogram histogram) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(buffer);
        out.writeInt(length);
        out.write(buffer.array(), 0, length);
    }

    private static void writeSystem(DataOutputStream out, SystemTotals system) throws IOException {
        out.writeLong(system.heap());
        out.writeLong(system.rss());
        out.writeDouble(system.cpu());
        out.writeLong(system.readings());
        out.writeLong(system.connections());
        out.writeLong(system.uptime());
    }

    /// @throws IOException when these are not the bytes of a rollup as this version writes them
    static Rollup decode(byte[] bytes) throws IOException {
        Rollup rollup = new Rollup();
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            if (in.readByte() != VERSION) {
                throw new IOException("a rollup of another version");
            }
            readTally(in, rollup.totals());
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                Rollup.Endpoint endpoint = rollup.endpoint(in.readUTF());
                endpoint.latency().add(readHistogram(in));
                readCounts(in).forEach((status, count) -> endpoint.statuses().put(Integer.valueOf(status), count));
            }
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                rollup.command(in.readUTF()).add(readHistogram(in));
            }
            in.readFully(rollup.peers());
            rollup.add(new SystemTotals(
                    in.readLong(), in.readLong(), in.readDouble(), in.readLong(), in.readLong(), in.readLong()));
        } catch (IllegalArgumentException e) {
            throw new IOException("not a rollup", e);
        }
        return rollup;
    }

    private static void readTally(DataInputStream in, Tally tally) throws IOException {
        tally.latency().add(readHistogram(in));
        tally.redis().add(readHistogram(in));
        tally.database().add(readHistogram(in));
        tally.addRequests(in.readLong(), readCounts(in));
        readCounts(in).forEach(tally::limited);
        tally.counts(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static Map<String, Long> readCounts(DataInputStream in) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            counts.put(in.readUTF(), in.readLong());
        }
        return counts;
    }

    private static AbstractHistogram readHistogram(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > 1 << 20) {
            throw new IOException("a histogram of " + length + " bytes");
        }
        return IntCountsHistogram.decodeFromByteBuffer(ByteBuffer.wrap(in.readNBytes(length)), 0);
    }
}
