/// Which nodes there are: each gives a sign of life in the database, and misses those of the others.
///
/// Entry type: [NodeRegistry][io.tollgate.server.node.NodeRegistry]. No request needs it: it fails open, which means that
/// a node that cannot reach the database misses nobody. May be depended on by what shows nodes; depends on the database and
/// the security log only.
///
/// Invariants: a node is missed once until it is back, whichever nodes see it and whichever of them die meanwhile; who was away himself, or shares a
/// database that was, misses nobody before he has listened for a whole [io.tollgate.server.node.NodeRegistry#LOST_AFTER].
@NullMarked
package io.tollgate.server.node;

import org.jspecify.annotations.NullMarked;
