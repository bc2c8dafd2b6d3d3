/// The change feed: how one node tells the others what they must know within a second.
///
/// A table in the database, numbered in commit order and polled twice a second. Whoever changes something appends to
/// the feed in the same transaction, so that a change and its announcement are durable together. Fails closed: a node
/// that has not read the feed for five seconds says so by [ChangeFeed#isFresh], and what depends on it is refused.
@NullMarked
package io.tollgate.server.feed;

import org.jspecify.annotations.NullMarked;
