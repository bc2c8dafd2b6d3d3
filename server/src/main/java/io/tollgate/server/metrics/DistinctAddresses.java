package io.tollgate.server.metrics;

import io.tollgate.guard.address.ClientAddress;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Estimates how many distinct addresses were seen, in 4 KB whatever their number, to about 2 %.
///
/// A HyperLogLog of 4,096 registers: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a near-optimal
/// cardinality estimation algorithm" (2007), with linear counting for small numbers. The hash is seeded, so that nobody can
/// choose addresses that all fall into one register; nodes share the seed, so that their registers can be merged.
/// Thread-safe; adding allocates nothing.
final class DistinctAddresses {
    private static final int PRECISION = 12;
    static final int REGISTERS = 1 << PRECISION;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);
    private static final VarHandle REGISTER = MethodHandles.arrayElementVarHandle(byte[].class);

    private final long seed;
    private final byte[] registers = new byte[REGISTERS];

    /// @param secret at least 8 bytes
    DistinctAddresses(byte[] secret) {
        this(ByteBuffer.wrap(secret).order(ByteOrder.BIG_ENDIAN).getLong());
    }

    private DistinctAddresses(long seed) {
        this.seed = seed;
    }

    void add(ClientAddress address) {
        long hash = mixed(mixed(address.hi() ^ seed) + address.lo());
        int index = (int) (hash >>> 64 - PRECISION);
        byte rank = (byte) (Long.numberOfLeadingZeros(hash << PRECISION | 1L << PRECISION - 1) + 1);
        byte known = (byte) REGISTER.getOpaque(registers, index);
        while (rank > known && !REGISTER.compareAndSet(registers, index, known, rank)) {
            known = (byte) REGISTER.getOpaque(registers, index);
        }
    }

    /// The finaliser of SplitMix64.
    private static long mixed(long bits) {
        long z = bits + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /// Takes everything out.
    byte[] drain() {
        byte[] taken = new byte[REGISTERS];
        for (int i = 0; i < REGISTERS; i++) {
            if ((byte) REGISTER.getOpaque(registers, i) != 0) {
                taken[i] = (byte) REGISTER.getAndSet(registers, i, (byte) 0);
            }
        }
        return taken;
    }

    /// As if both had been counted by one.
    static void merge(byte[] into, byte[] from) {
        for (int i = 0; i < REGISTERS; i++) {
            into[i] = (byte) Math.max(into[i], from[i]);
        }
    }

    static long estimate(byte[] registers) {
        double sum = 0;
        int empty = 0;
        for (byte register : registers) {
            sum += 1.0 / (1L << register);
            empty += register == 0 ? 1 : 0;
        }
        double raw = ALPHA * REGISTERS * REGISTERS / sum;
        boolean small = raw <= 2.5 * REGISTERS && empty > 0;
        return Math.round(small ? REGISTERS * Math.log((double) REGISTERS / empty) : raw);
    }
}
