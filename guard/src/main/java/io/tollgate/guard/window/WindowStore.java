package io.tollgate.guard.window;

import java.util.List;

/// Counts admitted requests in sliding windows and decides about the next one. Safe for use by any number of threads.
///
/// **The promise.** For each subject and rule, no half-open window of the rule's period ever holds more admitted requests
/// than the limit in force when the last of them was admitted, whatever the concurrency, the clock's steps back, or the
/// shortage of memory. Where a store has to err it is too strict:
///
/// - Limits up to [#EXACT_UP_TO] are exact: a request is admitted if and only if fewer than the limit were admitted within
///   the period before it.
/// - Under larger limits an admitted request may count for up to 1/[#SLICES] of the period longer than the period. So a
///   request is admitted at the latest when fewer than the limit were admitted within the period and a [#SLICES]th before it.
/// - When memory is short, subjects that the store does not know yet may share windows with their network. Subjects it
///   knows keep theirs until the whole window is over.
///
/// Time is the store's own and never runs backwards. A step of its clock forwards cannot be told from time that passed, so a
/// store takes a clock that does not step when the date is set.
///
/// **When it cannot decide** it neither admits nor refuses: it throws [WindowStoreException], and the request may or may not
/// have been counted. The caller must then decide by a stricter store that is at hand, not admit without counting. A store in
/// memory never throws it.
public interface WindowStore {
    /// The largest count of a limit that is exact.
    int EXACT_UP_TO = 256;

    /// The least number of slices that the period of a larger limit is counted in.
    int SLICES = 32;

    /// The largest multiplier.
    double MAX_MULTIPLIER = 2;

    /// Decides about one request under all rules that apply to it, in one step: it is counted in every window, or, if one
    /// of them is full, in none.
    ///
    /// A rule that is only to be watched, not enforced, is asked in a call of its own.
    ///
    /// @param subject    whom the request is charged to
    /// @param rules      each rule once; best one immutable list per kind of request, made at the start
    /// @param multiplier what the counts of all limits are multiplied by for this request, from 0 to [#MAX_MULTIPLIER]; it may
    ///                   be another at the next request
    /// @throws WindowStoreException if the store cannot decide
    Admission admit(Subject subject, List<WindowRule> rules, double multiplier);

    /// Empties the subject's windows of all rules, as an admin's undo asks for. Windows that it shares at this moment with its
    /// network are emptied too, since otherwise the undo might change nothing: this one act can give the network's other
    /// strangers up to one limit more.
    ///
    /// @throws WindowStoreException if the store cannot be reached; the windows may or may not be empty then
    void forget(Subject subject);

    /// What the store holds at this moment. May look at all of it: for metrics every few seconds, not for every request.
    ///
    /// @throws WindowStoreException if the store cannot be reached
    Occupancy occupancy();
}
