package io.tollgate.guard.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;

/// What the script answers: four integers. Read as they arrive, into no list.
final class Answer extends CommandOutput<byte[], byte[], Answer> {
    private static final int LENGTH = 4;

    private final long[] numbers = new long[LENGTH];
    private int length;

    Answer() {
        super(ByteArrayCodec.INSTANCE, null);
        output = this;
    }

    @Override
    public void set(long integer) {
        if (length < LENGTH) {
            numbers[length] = integer;
        }
        length++;
    }

    /// Whether this is an answer to a question with that number and so many rules.
    boolean answers(int question, int rules) {
        return length == LENGTH && numbers[0] == question && numbers[1] >= 0 && numbers[1] <= rules
                && (numbers[1] == 0 || numbers[2] > 0);
    }

    boolean isAdmitted() {
        return numbers[1] == 0;
    }

    /// The index of the rule that refuses.
    int rule() {
        return (int) numbers[1] - 1;
    }

    long waitMillis() {
        return numbers[2];
    }

    boolean isShared() {
        return numbers[3] != 0;
    }
}
