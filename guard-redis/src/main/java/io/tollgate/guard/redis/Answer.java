package io.tollgate.guard.redis;

import java.util.List;

/// What the script answers: four integers.
record Answer(long question, long refusing, long waitMillis, long sharing) {
    /// Anything else: an answer to no question, as numbers of questions are not negative.
    private static final Answer NONE = new Answer(-1, 0, 0, 0);

    static Answer of(Object received) {
        if (received instanceof List<?> numbers && numbers.size() == 4
                && numbers.get(0) instanceof Long question && numbers.get(1) instanceof Long refusing
                && numbers.get(2) instanceof Long waitMillis && numbers.get(3) instanceof Long sharing) {
            return new Answer(question, refusing, waitMillis, sharing);
        }
        return NONE;
    }

    /// Whether this is an answer to a question with that number and so many rules.
    boolean answers(int number, int rules) {
        return question == number && refusing >= 0 && refusing <= rules && (refusing == 0 || waitMillis > 0);
    }

    boolean isAdmitted() {
        return refusing == 0;
    }

    /// The index of the rule that refuses.
    int rule() {
        return (int) refusing - 1;
    }

    boolean isShared() {
        return sharing != 0;
    }
}
