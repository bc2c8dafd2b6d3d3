/// How many requests were admitted lately, and whether one more may be: sliding windows, and stores that keep them.
///
/// Entry type: [WindowStore][io.tollgate.guard.window.WindowStore]. One call decides about one request under all rules that
/// apply to it. A rule is a [WindowRule][io.tollgate.guard.window.WindowRule] with its
/// [RateLimit][io.tollgate.guard.window.RateLimit], whoever is charged a [Subject][io.tollgate.guard.window.Subject], the
/// answer an [Admission][io.tollgate.guard.window.Admission].
/// [InProcessWindowStore][io.tollgate.guard.window.InProcessWindowStore] keeps windows in this process; other modules keep
/// them elsewhere, and prove that they do it as promised by extending `WindowStoreContract` from this module's test jar.
/// The package depends on the addresses of this module and on nothing else.
///
/// What always holds:
///
/// - **Never more than the limit** in any window of the period's length, under any concurrency, tier change, backward step of
///   the clock or shortage of memory. Where a store must err, it errs on the strict side, and its documentation says by how
///   much. This rules out fixed windows, two weighted counters and buckets that refill: each admits up to twice the limit
///   in some window.
/// - **All or nothing.** A refused request is counted nowhere; otherwise a client that is refused by one rule would use up the
///   others meanwhile.
/// - **Only admitted requests count**, so hammering on does not prolong the wait that was announced.
/// - **Bounded memory.** What is known is not pushed out by what is new: else a flood of addresses would set all counts to zero.
///
/// How it is built, from the inside out:
///
/// | type | is |
/// |---|---|
/// | `SlidingWindow` | the step of one window, with no idea of clocks, locks or tables; its sources are named there |
/// | `WindowTable`, `CellArena` | where windows lie in memory |
/// | `WindowMemory` | both together: find, open, enlarge, save a window |
/// | `Stripe`, `Stripes` | time and decisions for a part of the subjects, under one lock; all parts |
/// | `SharedWindows` | strangers that share windows by network when memory is short |
@NullMarked
package io.tollgate.guard.window;

import org.jspecify.annotations.NullMarked;
