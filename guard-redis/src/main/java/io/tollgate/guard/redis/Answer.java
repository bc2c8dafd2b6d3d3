package io.tollgate.guard.redis;

import java.util.List;

/// What the script answers: four integers. Anything else is no answer to any question.
record Answer(long question, long refusing, long waitMillis, long sharing, boolean isWhole) {
    private static final Answer NONE = new Answer(0, 0, 0, 0, false);

    static Answer of(Object received) {
        if (received instanceof List<?> numbers && numbers.size() == 4
                && numbers.get(0) instanceof Long question && numbers.get(1) instanceof Long refusing
                && numbers.get(2) instanceof Long waitMillis && numbers.get(3) instanceof Long sharing) {
            return new Answer(question, refusing, waitMillis, sharing, true);
        }
        return NONE;
    }

    /// Whether this is an answer to a question with that number and so many rules.
    boolean answers(int number, int rules) {
        return isWhole && question == number && refusing >= 0 && refusing <= rules && (refusing == 0 || waitMillis > 0);
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
